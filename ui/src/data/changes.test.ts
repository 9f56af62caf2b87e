// What is announced while an answer is on its way is not lost.
import { QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import type { SyncStatus } from '../bindings';
import { hear, queryClient } from './changes';

/** A question on a screen, whose answers come when the test says so. */
const ask = (madeOf: readonly string[]) => {
  const answers: ((answer: string) => void)[] = [];
  const observer = new QueryObserver(queryClient, {
    queryKey: ['question', ...madeOf],
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
    meta: { madeOf },
  });
  observer.subscribe(() => undefined);
  return { answers, shown: () => observer.getCurrentResult().data };
};

test('an answer from before a change is asked for again', async () => {
  const { answers, shown } = ask(['transfer']);
  hear({ kind: 'changed', nouns: ['transfer'] });
  answers[0]?.('before the change');
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.('after it');
  await vi.waitFor(() => expect(shown()).toBe('after it'));
});

test('what has nothing to do with a change is not asked for again', async () => {
  const { answers, shown } = ask(['applicant']);
  hear({ kind: 'changed', nouns: ['transfer'] });
  answers[0]?.('as it is');
  await vi.waitFor(() => expect(shown()).toBe('as it is'));
  expect(answers).toHaveLength(1);
});

test('a status that is announced is not put back by an older answer', async () => {
  const before = { attention: 0 };
  const now = { attention: 1 } as SyncStatus;
  const answers: ((answer: unknown) => void)[] = [];
  const observer = new QueryObserver(queryClient, {
    queryKey: ['syncStatus'],
    queryFn: () => new Promise((resolve) => answers.push(resolve)),
  });
  observer.subscribe(() => undefined);
  answers[0]?.(before);
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toEqual(before));
  // Somebody signs in: everything is asked anew, and the answer takes its time.
  hear({ kind: 'session_changed' });
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  hear({ kind: 'status', status: now });
  answers[1]?.(before);
  await vi.waitFor(() => expect(answers).toHaveLength(3));
  answers[2]?.(now);
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toEqual(now));
});
