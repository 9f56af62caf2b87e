// One question: a read of the host, kept fresh until an announced change touches what it is made of.

import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import { host } from '#host';
import { madeOf, type NounKind } from '../bindings';
import type { Commands } from '../host/host';
import { Unread } from './errors';

type Write =
  | 'act'
  | 'actMany'
  | 'amend'
  | 'withdraw'
  | 'addDocument'
  | 'openDocument'
  | 'saveDocument'
  | 'printReference'
  | 'signIn'
  | 'unlock'
  | 'lock'
  | 'takeNote'
  | 'syncNow'
  | 'keepDraft'
  | 'dropDraft'
  | 'keepSetting'
  | 'about';
export type ReadName = Exclude<keyof Commands, Write>;

type Answer<N extends ReadName> = Extract<
  Awaited<ReturnType<Commands[N]>>,
  { status: 'ok' }
>['data'];

/** Made of the work of this computer, not of records. */
export const workReads: readonly ReadName[] = ['waiting', 'attention', 'history', 'held'];

// The frame stands even when one of these cannot be read; a page without its answer cannot.
const besideTheWork: readonly ReadName[] = [
  'session',
  'peopleHere',
  'removed',
  'unopenable',
  'syncStatus',
  'unreadNotices',
  'setting',
  'find',
];

const rustName = (name: string): string => name.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`);

export const nounsOf = (name: ReadName): readonly NounKind[] =>
  (madeOf as Readonly<Record<string, readonly NounKind[]>>)[rustName(name)] ?? [];

const question = <N extends ReadName>(name: N, params: Parameters<Commands[N]>) => ({
  queryKey: [name, ...params],
  queryFn: async (): Promise<Answer<N>> => {
    const ask = host.commands[name] as (...args: unknown[]) => ReturnType<Commands[N]>;
    const answer = await ask(...params);
    if (answer.status === 'error') throw new Unread(answer.error);
    return answer.data as Answer<N>;
  },
  meta: { madeOf: nounsOf(name) },
  throwOnError: !besideTheWork.includes(name),
});

export function useRead<N extends ReadName>(
  name: N,
  ...params: Parameters<Commands[N]>
): UseQueryResult<Answer<N>> {
  return useQuery(question(name, params));
}

/** The same question with several filters, the pages of a list say; the answers in their order. */
export function useReads<N extends ReadName>(
  name: N,
  params: readonly Parameters<Commands[N]>[],
): readonly (Answer<N> | undefined)[] {
  const answers = useQueries({ queries: params.map((it) => question(name, it)) });
  return answers.map((it) => it.data as Answer<N> | undefined);
}
