// The lines of the worklist: what waits on this computer and has not left it first, then what the server raised, by when it
// is due.
import type { WorkItem, WorkRow } from '../../bindings';

export type WorkLine =
  | { readonly kind: 'queued'; readonly id: string; readonly item: WorkItem }
  | { readonly kind: 'notice'; readonly id: string; readonly row: WorkRow };

export type Group = 'waiting_to_send' | 'due_today' | 'this_week' | 'later' | 'done';

const dayOf = (at: Date): string =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

export const groupOf = (line: WorkLine, now: Date): Group => {
  if (line.kind === 'queued') return 'waiting_to_send';
  if (line.row.done) return 'done';
  if (line.row.due_on === null) return 'later';
  const week = new Date(now);
  week.setDate(week.getDate() + 7);
  if (line.row.due_on <= dayOf(now)) return 'due_today';
  return line.row.due_on < dayOf(week) ? 'this_week' : 'later';
};

const order: readonly Group[] = ['waiting_to_send', 'due_today', 'this_week', 'later', 'done'];

// What the desk notes by itself is no work of the person's.
const quiet = ['notice.read', 'notice.finish', 'record.read'];

export const linesOf = (
  queued: readonly WorkItem[],
  rows: readonly WorkRow[],
  now: Date,
): readonly WorkLine[] =>
  [
    ...queued
      .filter((item) => item.state === 'waiting' && !quiet.includes(item.verb))
      .map((item): WorkLine => ({ kind: 'queued', id: item.id, item })),
    ...rows.map((row): WorkLine => ({ kind: 'notice', id: row.id, row })),
  ].sort((a, b) => order.indexOf(groupOf(a, now)) - order.indexOf(groupOf(b, now)));
