// One question: a read of the host, kept fresh until an announced change touches what it is made of.

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { host } from '#host';
import type { NounKind } from '../bindings';
import type { Commands } from '../host/host';
import { Refused } from './errors';

type Write = 'act' | 'amend' | 'withdraw' | 'signIn' | 'unlock' | 'lock' | 'signOut' | 'syncNow';
export type ReadName = Exclude<keyof Commands, Write>;

type Answer<N extends ReadName> = Extract<
  Awaited<ReturnType<Commands[N]>>,
  { status: 'ok' }
>['data'];

const iat: readonly NounKind[] = ['transfer', 'applicant', 'outbox'];
const parts: readonly NounKind[] = ['recruitment_part', 'learning_part', 'oh_part'];

/** What each answer is made of. */
export const madeOf: Readonly<Record<ReadName, readonly NounKind[]>> = {
  session: ['session'],
  peopleHere: ['session'],
  syncStatus: ['outbox', 'attention'],
  openCounts: ['notice', ...iat, ...parts, 'enquiry', 'oh_enquiry'],
  worklist: ['notice', ...iat, ...parts, 'enquiry', 'oh_enquiry'],
  transfers: [...iat, ...parts],
  transfer: [...iat, ...parts],
  applicants: iat,
  person: ['person', ...iat, ...parts],
  organisations: [],
  partReview: [...parts, 'outbox'],
  enquiries: ['enquiry', 'outbox'],
  enquiry: ['enquiry', 'outbox'],
  ohReleases: ['oh_enquiry', 'outbox'],
  ohRelease: ['oh_enquiry', 'outbox'],
  waiting: ['outbox'],
  attention: ['attention'],
  attentionItem: ['attention', 'outbox'],
  history: ['outbox', 'attention'],
  held: ['person', ...iat, ...parts, 'enquiry', 'oh_enquiry', 'notice'],
};

// The frame stands even when one of these cannot be read; a page without its answer cannot.
const besideTheWork: readonly ReadName[] = ['session', 'peopleHere', 'syncStatus', 'openCounts'];

export function useRead<N extends ReadName>(
  name: N,
  ...params: Parameters<Commands[N]>
): UseQueryResult<Answer<N>> {
  return useQuery({
    queryKey: [name, ...params],
    queryFn: async (): Promise<Answer<N>> => {
      const ask = host.commands[name] as (...args: unknown[]) => ReturnType<Commands[N]>;
      const answer = await ask(...params);
      if (answer.status === 'error') throw new Refused(answer.error);
      return answer.data as Answer<N>;
    },
    meta: { madeOf: madeOf[name] },
    throwOnError: !besideTheWork.includes(name),
  });
}
