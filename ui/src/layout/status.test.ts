// The words of the status bar are exact; several states at once never hide what waits.
import { describe, expect, it } from 'vitest';
import type { SyncStatus } from '../bindings';
import { datesIn } from '../kit/dates';
import { sayIn } from '../kit/words';
import { statusLine } from './status';
import { words } from './words';

const now = () => new Date(2026, 10, 24, 14, 32);

const base: SyncStatus = {
  state: 'up_to_date',
  waiting: 0,
  attention: 0,
  last_sync: '2026-11-24T14:32:00',
  sending: null,
  receiving: null,
  next_try: null,
  offline_until: null,
  limit_soon: false,
};

const read = (change: Partial<SyncStatus>): string => {
  const line = statusLine({ ...base, ...change }, sayIn(words, 'en'), datesIn('en', now));
  const said = [line.chip.text, ...line.parts.map((part) => part.text)];
  return [...said, ...(line.end ? [line.end] : [])].join(' · ');
};

describe('the status bar', () => {
  it.each<[Partial<SyncStatus>, string]>([
    [{}, 'Online · Up to date at 2:32pm · Nothing waiting to send'],
    [
      { state: 'offline', waiting: 3, last_sync: '2026-11-24T09:12:00' },
      'Offline · 3 requests waiting to send · Last synced today at 9:12am',
    ],
    [
      { state: 'sending', waiting: 3, sending: { done: 2, of: 3 } },
      'Online · Sending 2 of 3 · 3 requests waiting to send · Last synced today at 2:32pm',
    ],
    [
      { state: 'receiving', receiving: { done: 340, of: 1020 } },
      'Online · Receiving changes, 340 of 1,020 · Nothing waiting to send',
    ],
    [
      { state: 'first_sync', receiving: { done: 12400, of: 38210 } },
      'Online · First sync, 12,400 of 38,210 records · Ready now: your work, people · Nothing waiting to send',
    ],
    [
      { state: 'no_answer', next_try: '2026-11-24T14:35:00' },
      'No answer · The network is there, Muster’s server does not answer · Next try at 2:35pm · Try now · Nothing waiting to send',
    ],
    [
      { state: 'sign_in_again', waiting: 3 },
      'Sign in again · 3 requests are safe here and wait for you to sign in',
    ],
    [{ state: 'locked', waiting: 3 }, 'Locked · Connect once to carry on. 3 requests are safe'],
    [
      { state: 'cannot_save' },
      'Cannot save · This computer’s disk is full. New work cannot be saved · Nothing waiting to send',
    ],
    [
      { offline_until: '2026-11-27T17:00:00', limit_soon: true },
      'Online · Up to date at 2:32pm · Nothing waiting to send · Connect by Friday 27 November, 5pm, to keep working here',
    ],
    [
      { state: 'offline', waiting: 1, attention: 1, last_sync: '2026-11-24T09:12:00' },
      'Offline · 1 request waiting to send · 1 needs your attention · Last synced today at 9:12am',
    ],
  ])('%o', (change, words) => expect(read(change)).toBe(words));

  it('never hides what needs attention', () => {
    for (const state of ['sending', 'no_answer', 'sign_in_again', 'locked', 'cannot_save'] as const)
      expect(read({ state, attention: 4 })).toContain('4 need your attention');
  });
});
