// The order of the worklist, and what is due when.
import { expect, it } from 'vitest';
import type { WorkItem, WorkRow } from '../../bindings';
import { groupOf, linesOf } from './lines';

const now = new Date(2026, 10, 24, 14, 32);

const notice = (id: string, due_on: string | null): WorkRow => ({
  id,
  team: 'recruitment',
  kind: { kind: 'transfer_refused' },
  about: id,
  subject: null,
  other: 'Brackenmoor',
  raised_at: '2026-11-24T09:00:00Z',
  due_on,
  needs_action: false,
  unread: false,
  done: null,
  waiting: false,
});

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

it('puts what waits first, then what is due soonest', () => {
  const lines = linesOf(
    [
      queued('q', 'transfer.withdraw'),
      queued('n', 'notice.read'),
      { ...queued('s', 'transfer.withdraw'), state: 'sent' },
    ],
    [notice('later', null), notice('soon', '2026-11-27'), notice('today', '2026-11-24')],
    now,
  );
  expect(lines.map((line) => line.id)).toEqual(['q', 'today', 'soon', 'later']);
});

it('counts what is overdue as due today, and a week as seven days', () => {
  const group = (due: string) => groupOf({ kind: 'notice', id: 'x', row: notice('x', due) }, now);
  expect(group('2026-11-20')).toBe('due_today');
  expect(group('2026-11-30')).toBe('this_week');
  expect(group('2026-12-01')).toBe('later');
});
