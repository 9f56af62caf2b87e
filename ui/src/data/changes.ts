// Answers stay fresh until the host says that something they are made of has changed.

import { type Query, QueryClient } from '@tanstack/react-query';
import { host } from '#host';
import type { Announcement, NounKind } from '../bindings';
import { workReads } from './read';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

export const touches = (madeOf: unknown, nouns: readonly NounKind[]): boolean =>
  Array.isArray(madeOf) && madeOf.some((noun) => nouns.includes(noun));

/** An answer that is still on its way may be from before the change: it is asked for once more when
 * it is here. */
const askAgain = (query: Query): void => {
  void query.promise?.then(
    () => queryClient.invalidateQueries(query),
    () => undefined,
  );
};

const underWay = (predicate: (query: Query) => boolean): Query[] =>
  queryClient.getQueryCache().findAll({ predicate, fetchStatus: 'fetching' });

const refresh = (predicate: (query: Query) => boolean): void => {
  // Asking anew replaces what is under way, but for a first answer: that is waited for.
  for (const query of underWay(predicate)) if (query.state.data === undefined) askAgain(query);
  void queryClient.invalidateQueries({ predicate });
};

export const hear = (announcement: Announcement): void => {
  switch (announcement.kind) {
    case 'changed':
      refresh((query) => touches(query.meta?.['madeOf'], announcement.nouns));
      return;
    case 'work_changed':
      refresh((query) => workReads.some((name) => name === query.queryKey[0]));
      return;
    case 'status':
      // Whatever is under way would put back what it was before.
      underWay((query) => query.queryKey[0] === 'syncStatus').forEach(askAgain);
      queryClient.setQueryData(['syncStatus'], announcement.status);
      return;
    case 'session_changed':
      refresh(() => true);
  }
};

/** Starts listening; returns how to stop. */
export const followChanges = (): (() => void) => host.onAnnounced(hear);

const seenByAnyone: readonly unknown[] = [
  'session',
  'peopleHere',
  'removed',
  'unopenable',
  'about',
];

/** Locked: what was read for a person is not kept. */
export const forget = (): void => {
  queryClient.removeQueries({ predicate: (query) => !seenByAnyone.includes(query.queryKey[0]) });
};
