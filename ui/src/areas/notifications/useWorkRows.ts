// The rows of the worklist, as far as they are in view: pages are asked for as they are scrolled to.
import { useCallback, useMemo, useState } from 'react';
import type { Worklist, WorklistAnswer, WorkRow } from '../../bindings';
import { useReads } from '../../data/read';
import { dayOf, pageRows } from './lines';
import type { WorkSearch } from './routes';

/** What is asked of the host for a part of the list. */
export const asked = (search: WorkSearch, from: number, rows: number): Worklist => ({
  tab: search.tab,
  kinds: [...(search.kinds ?? [])],
  overdue: search.overdue ?? false,
  unread: search.unread ?? false,
  typed: search.find ?? '',
  order: search.order ?? 'due',
  turned: search.turned ?? false,
  from,
  rows,
  today: dayOf(new Date()),
});

interface WorkRows {
  /** The counts; undefined until the first page is here. */
  readonly answer: WorklistAnswer | undefined;
  readonly rowAt: (index: number) => WorkRow | undefined;
  readonly loaded: readonly WorkRow[];
  readonly onSpan: (first: number, last: number) => void;
}

export function useWorkRows(search: WorkSearch): WorkRows {
  const [span, setSpan] = useState<readonly [number, number]>([0, 0]);
  const pages = useMemo(() => {
    const first = Math.floor(span[0] / pageRows);
    const last = Math.floor(span[1] / pageRows);
    // The first page is always there: its counts are those of the list.
    return [0, ...Array.from({ length: last - first + 1 }, (_, n) => first + n)].filter(
      (page, n, all) => all.indexOf(page) === n,
    );
  }, [span]);
  const answers = useReads(
    'worklist',
    pages.map((page) => [asked(search, page * pageRows, pageRows)]),
  );
  const byPage = new Map(pages.map((page, n) => [page, answers[n]]));
  return {
    answer: answers[0],
    rowAt: (index) => byPage.get(Math.floor(index / pageRows))?.rows[index % pageRows],
    loaded: answers.flatMap((answer) => answer?.rows ?? []),
    onSpan: useCallback((first: number, last: number) => {
      setSpan((now) => (now[0] === first && now[1] === last ? now : [first, last]));
    }, []),
  };
}
