// Answers stay fresh until the host says that something they are made of has changed.

import { QueryClient } from '@tanstack/react-query';
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

const hear = (announcement: Announcement): void => {
  switch (announcement.kind) {
    case 'changed':
      void queryClient.invalidateQueries({
        predicate: (query) => touches(query.meta?.['madeOf'], announcement.nouns),
      });
      return;
    case 'work_changed':
      void queryClient.invalidateQueries({
        predicate: (query) => workReads.some((name) => name === query.queryKey[0]),
      });
      return;
    case 'status':
      queryClient.setQueryData(['syncStatus'], announcement.status);
      return;
    case 'session_changed':
      void queryClient.invalidateQueries();
  }
};

/** Starts listening; returns how to stop. */
export const followChanges = (): (() => void) => host.onAnnounced(hear);

const seenByAnyone: readonly unknown[] = ['session', 'peopleHere', 'about'];

/** Locked: what was read for a person is not kept. */
export const forget = (): void => {
  queryClient.removeQueries({ predicate: (query) => !seenByAnyone.includes(query.queryKey[0]) });
};
