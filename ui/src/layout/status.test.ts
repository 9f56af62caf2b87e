// The words of the status bar are exact; several states at once never hide what waits.
import { describe, expect, it } from 'vitest';
import type { SyncStatus } from '../bindings';
import { datesIn } from '../kit/dates';
import { sayIn } from '../kit/words';
import { statusLine } from './status';
import { words } from './words';

const now = () => new Date(2026, 10, 24, 14, 32);

const base: SyncStatus = {
  link: 'online',
  waiting: 0,
  attention: 0,
  last_sync: '2026-11-24T14:32:00',
  sending: null,
  receiving: null,
  first_load: null,
  next_try_at: null,
  disk_full: false,
  offline_use: { ends_at: '2026-11-27T17:00:00', soon: false },
};

const read = (change: Partial<SyncStatus>): string => {
  const line = statusLine({ ...base, ...change }, sayIn(words, 'en'), datesIn('en', now));
  return [line.chip.text, ...line.parts.map((part) => part.text)].join(' · ');
};

describe('the status bar', () => {
  it.each<[Partial<SyncStatus>, string]>([
    [{}, 'Online · Up to date at 2:32pm · Nothing waiting to send'],
    [
      { link: 'offline', waiting: 3, last_sync: '2026-11-24T09:12:00' },
      'Offline · 3 requests waiting to send · Last synced today at 9:12am',
    ],
    [
      { waiting: 3, sending: { done: 2, of: 3 } },
      'Online · Sending 2 of 3 · 3 requests waiting to send · Last synced today at 2:32pm',
    ],
    [
      { receiving: { done: 340, of: 1020 } },
      'Online · Receiving changes, 340 of 1,020 · Nothing waiting to send',
    ],
    [
      { first_load: { done: 12400, of: 38210 } },
      'Online · First sync, 12,400 of 38,210 records · Ready now: your work, people · Nothing waiting to send',
    ],
    [
      { link: 'no_answer', next_try_at: '2026-11-24T14:35:00' },
      'No answer · The network is there, Muster’s server does not answer · Next try at 2:35pm · Try now · Nothing waiting to send',
    ],
    [
      { link: 'sign_in_again', waiting: 3 },
      'Sign in again · 3 requests are safe here and wait for you to sign in',
    ],
    [
      { disk_full: true },
      'Cannot save · This computer’s disk is full. New work cannot be saved · Nothing waiting to send',
    ],
    [
      { link: 'offline', waiting: 1, attention: 1, last_sync: '2026-11-24T09:12:00' },
      'Offline · 1 request waiting to send · 1 needs your attention · Last synced today at 9:12am',
    ],
    [
      {
        link: 'offline',
        waiting: 3,
        last_sync: '2026-11-24T09:12:00',
        offline_use: { ends_at: '2026-11-27T17:00:00', soon: true },
      },
      'Offline · 3 requests waiting to send · Last synced today at 9:12am · Connect by Friday 27 November, 5pm, to keep working here',
    ],
  ])('%o', (change, words) => expect(read(change)).toBe(words));

  it('never hides what needs attention', () => {
    for (const link of [
      'unknown',
      'online',
      'offline',
      'no_answer',
      'sign_in_again',
      'too_old',
    ] as const)
      expect(read({ link, attention: 4 })).toContain('4 need your attention');
    expect(read({ disk_full: true, attention: 4 })).toContain('4 need your attention');
  });
  it('says the gravest of several states first', () => {
    expect(read({ disk_full: true, link: 'offline' })).toMatch(/^Cannot save/);
    expect(read({ link: 'offline', sending: { done: 1, of: 2 } })).toMatch(/^Offline/);
    expect(read({ first_load: { done: 1, of: 2 }, sending: { done: 1, of: 2 } })).toMatch(
      /First sync/,
    );
  });
});
