// What is typed is kept in two seconds, and at once when the desk is about to be locked.
import { beforeEach, expect, test, vi } from 'vitest';
import { keepDraftsNow, keepSoon } from './draft';

const kept: string[] = [];

vi.mock('#host', () => ({
  host: {
    commands: {
      keepDraft: async (form: string, text: string) => {
        kept.push(`${form}: ${text}`);
        return { status: 'ok', data: '2026-11-24T14:32:00Z' };
      },
    },
  },
}));

beforeEach(() => {
  kept.length = 0;
  vi.useFakeTimers();
});

test('the last of what was typed is kept, once', async () => {
  for (const text of ['P', 'Pr', 'Pri']) keepSoon('request', text, () => undefined);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(kept).toEqual(['request: Pri']);
});

test('before a lock everything that was typed is kept, and not a second time', async () => {
  keepSoon('request', 'Pritchard', () => undefined);
  keepSoon('refusal', 'two of that name', () => undefined);
  await keepDraftsNow();
  expect(kept).toEqual(['request: Pritchard', 'refusal: two of that name']);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(kept).toHaveLength(2);
});
