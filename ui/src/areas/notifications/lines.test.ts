// What waits here stands first, and each heading above the first of its rows.
import { expect, it } from 'vitest';
import type { WorkItem } from '../../bindings';
import { groupsOf, queuedLines } from './lines';

const queued = (id: string, verb: string): WorkItem => ({
  id,
  verb,
  noun: 'transfer',
  record: id,
  subject: null,
  other: null,
  saved_at: '2026-11-24T09:00:00Z',
  state: 'waiting',
  settled_at: null,
  reason: null,
  parts: null,
  command: { noun: 'transfer', command: { do: 'withdraw', id, reason: '' } },
});

it('lists what waits to be sent, and not what the desk notes by itself', () => {
  const lines = queuedLines([
    queued('q', 'transfer.withdraw'),
    queued('n', 'notice.read'),
    { ...queued('s', 'transfer.withdraw'), state: 'sent' },
  ]);
  expect(lines.map((line) => line.id)).toEqual(['q']);
});

it('puts a heading above the first row of each group, and none above nothing', () => {
  expect(groupsOf(2, { total: 10, due_today: 3, this_week: 0 })).toEqual([
    { at: 0, group: 'waiting_to_send', n: 2 },
    { at: 2, group: 'due_today', n: 3 },
    { at: 5, group: 'later', n: 7 },
  ]);
  expect(groupsOf(0, { total: 0, due_today: 0, this_week: 0 })).toEqual([]);
});
