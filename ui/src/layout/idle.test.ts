// Nobody is there: a warning, then the lock; a sign of somebody in time puts both off.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followIdleness } from './idle';

const minute = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const follow = (minutes: number) => {
  const happened: string[] = [];
  const idleness = followIdleness(minutes, {
    warn: (soon) => happened.push(soon ? 'warned' : 'taken back'),
    lock: () => happened.push('locked'),
  });
  return { happened, ...idleness };
};

test('a minute before the limit it warns, and at the limit it locks, once', () => {
  const { happened } = follow(10);
  vi.advanceTimersByTime(9 * minute - 1);
  expect(happened).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(happened).toEqual(['warned']);
  vi.advanceTimersByTime(minute);
  expect(happened).toEqual(['warned', 'locked']);
  vi.advanceTimersByTime(60 * minute);
  expect(happened).toEqual(['warned', 'locked']);
});

test('a sign of somebody puts it off, and takes the warning back', () => {
  const { happened, touch } = follow(15);
  for (let key = 0; key < 10; key += 1) {
    vi.advanceTimersByTime(13 * minute);
    touch();
  }
  expect(happened).toEqual([]);
  vi.advanceTimersByTime(14 * minute);
  touch();
  expect(happened).toEqual(['warned', 'taken back']);
  vi.advanceTimersByTime(15 * minute);
  expect(happened).toEqual(['warned', 'taken back', 'warned', 'locked']);
});

test('a computer that wakes after the limit is locked, whatever key woke it', () => {
  const { happened, touch } = follow(15);
  // In sleep no timer runs, and the steady clock may stand still.
  vi.setSystemTime(Date.now() + 8 * 60 * minute);
  touch();
  expect(happened).toEqual(['locked']);
});

test('a clock set back does not put it off', () => {
  const { happened } = follow(15);
  vi.advanceTimersByTime(5 * minute);
  vi.setSystemTime(Date.now() - 24 * 60 * minute);
  vi.advanceTimersByTime(10 * minute);
  expect(happened).toEqual(['warned', 'locked']);
});

test('what is followed no more says nothing more', () => {
  const { happened, stop } = follow(1);
  stop();
  vi.advanceTimersByTime(5 * minute);
  expect(happened).toEqual([]);
});
