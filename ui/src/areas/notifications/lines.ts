// The lines of the worklist: what waits on this computer and has not left it first, then what the server
// raised, a page at a time, in the order that was asked for; by when it is due under headings.
import type { WorkItem, WorklistAnswer, WorkRow } from '../../bindings';

export type WorkLine =
  | { readonly kind: 'queued'; readonly id: string; readonly item: WorkItem }
  | { readonly kind: 'notice'; readonly id: string; readonly row: WorkRow };

export type Group = 'waiting_to_send' | 'due_today' | 'this_week' | 'later';

/** So many rows are asked for at once. */
export const pageRows = 100;

export const dayOf = (at: Date): string =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

// What the desk notes by itself is no work of the person's.
const quiet = ['notice.read', 'notice.finish', 'record.read'];

export const queuedLines = (queued: readonly WorkItem[]): readonly WorkLine[] =>
  queued
    .filter((item) => item.state === 'waiting' && !quiet.includes(item.verb))
    .map((item): WorkLine => ({ kind: 'queued', id: item.id, item }));

export const noticeLine = (row: WorkRow): WorkLine => ({ kind: 'notice', id: row.id, row });

/** Above which rows a heading stands, and how many are under it; none that would be empty. */
export const groupsOf = (
  queued: number,
  counts: Pick<WorklistAnswer, 'total' | 'due_today' | 'this_week'>,
): readonly { readonly at: number; readonly group: Group; readonly n: number }[] => {
  const sizes: readonly [Group, number][] = [
    ['waiting_to_send', queued],
    ['due_today', counts.due_today],
    ['this_week', counts.this_week],
    ['later', counts.total - counts.due_today - counts.this_week],
  ];
  let at = 0;
  return sizes.flatMap(([group, n]) => {
    const here = at;
    at += n;
    return n > 0 ? [{ at: here, group, n }] : [];
  });
};
