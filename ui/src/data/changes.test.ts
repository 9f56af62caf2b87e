// What is announced while an answer is on its way is not lost.
import { QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
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
