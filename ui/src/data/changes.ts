// Answers stay fresh until the host says that something they are made of has changed.

import { QueryClient } from '@tanstack/react-query';
import { host } from '#host';
import type { NounKind } from '../bindings';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

export const touches = (madeOf: unknown, nouns: readonly NounKind[]): boolean =>
  Array.isArray(madeOf) && madeOf.some((noun) => nouns.includes(noun));

const drop = (nouns: readonly NounKind[]) =>
  queryClient.invalidateQueries({ predicate: (query) => touches(query.meta?.['madeOf'], nouns) });

/** Starts listening; returns how to stop. */
export const followChanges = (): (() => void) => {
  const stopChanged = host.onChanged((changed) => void drop(changed.nouns));
  const stopStatus = host.onSyncStatus((status) =>
    queryClient.setQueryData(['syncStatus'], status),
  );
  return () => {
    stopChanged();
    stopStatus();
  };
};

const seenByAnyone: readonly unknown[] = ['session', 'peopleHere', 'syncStatus'];

/** Locked or signed out: what was read for a person is not kept. */
export const forget = (): void => {
  queryClient.removeQueries({ predicate: (query) => !seenByAnyone.includes(query.queryKey[0]) });
};
