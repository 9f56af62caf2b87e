// A long list of records that come in pages as they are scrolled to: one tab stop, arrows move, Enter
// opens, Space marks, Shift with an arrow marks on, Ctrl+A marks all. Above 200 rows only those in view
// are in the page; the count and each row's place are told to screen readers at once.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { type DataColumn, rowAfter } from './DataTable';
import { Icon } from './Icon';
import { useWords } from './language';
import { phrases } from './phrases';

const virtualAbove = 200;
const rowHeight = 52;
const headingHeight = 32;

export interface SortedBy {
  readonly key: string;
  readonly turned: boolean;
}

export interface ViewColumn<T> extends DataColumn<T> {
  /** Whether the list can be put in this order. */
  readonly sorts?: boolean;
  /** In characters; as wide as it needs, where none is set. */
  readonly width?: number | undefined;
}

interface PagedTableProps<T> {
  readonly label: string;
  readonly columns: readonly ViewColumn<T>[];
  readonly total: number;
  /** The row of that place, or undefined while its page is on its way. */
  readonly rowAt: (index: number) => T | undefined;
  readonly keyOf: (row: T) => string;
  /** Which rows are in view: their pages are asked for. */
  readonly onSpan: (first: number, last: number) => void;
  /** Headings, each above the row of its place. */
  readonly headings?: readonly { readonly at: number; readonly heading: ReactNode }[];
  readonly sortedBy: SortedBy | null;
  readonly onSort: (key: string) => void;
  readonly marked: ReadonlySet<string>;
  readonly onMark: (keys: readonly string[], on: boolean) => void;
  readonly onMarkAll: () => void;
  readonly selected: string | null;
  readonly unread?: (row: T) => boolean;
  readonly onOpen: (row: T) => void;
  readonly onReach?: ((row: T) => void) | undefined;
}

type Line = { readonly heading: ReactNode } | { readonly index: number };

/** What stands at a place of the list, headings counted. */
export const lineAt = (
  headings: readonly { readonly at: number; readonly heading: ReactNode }[],
  line: number,
): Line => {
  let before = 0;
  for (const { at, heading } of headings) {
    if (line === at + before) return { heading };
    if (line < at + before) break;
    before += 1;
  }
  return { index: line - before };
};

/** The place of a row, headings counted. */
export const lineOf = (headings: readonly { readonly at: number }[], index: number): number =>
  index + headings.filter((it) => it.at <= index).length;

export function PagedTable<T>(props: PagedTableProps<T>) {
  const { label, columns, total, rowAt, keyOf, onSpan, headings = [], selected } = props;
  const { sortedBy, onSort, marked, onMark, onMarkAll, unread, onOpen, onReach } = props;
  const say = useWords(phrases);
  const region = useRef<HTMLDivElement>(null);
  const [reached, setReached] = useState(0);
  const at = Math.min(reached, Math.max(total - 1, 0));
  const lines = total + headings.length;
  const virtual = lines > virtualAbove;
  const virtualizer = useVirtualizer({
    count: lines,
    enabled: virtual,
    getScrollElement: () => region.current,
    estimateSize: (line) => ('heading' in lineAt(headings, line) ? headingHeight : rowHeight),
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const shown = virtual
    ? items.map((item) => item.index)
    : Array.from({ length: lines }, (_, line) => line);
  const before = virtual ? (items[0]?.start ?? 0) : 0;
  const after = virtual ? virtualizer.getTotalSize() - (items[items.length - 1]?.end ?? 0) : 0;
  const places = shown
    .map((line) => lineAt(headings, line))
    .flatMap((line) => ('index' in line ? [line.index] : []));
  const [first, last] = [places[0] ?? 0, places[places.length - 1] ?? 0];
  useEffect(() => onSpan(first, last), [onSpan, first, last]);

  const focusRow = (index: number) => {
    setReached(index);
    const row = rowAt(index);
    if (row) onReach?.(row);
    if (virtual) virtualizer.scrollToIndex(lineOf(headings, index));
    requestAnimationFrame(() => {
      region.current
        ?.querySelector<HTMLElement>(`tr[data-row="${index}"]`)
        ?.focus({ preventScroll: virtual });
    });
  };
  const keys = (index: number) => (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const row = rowAt(index);
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && row) {
      event.preventDefault();
      onOpen(row);
    } else if (event.key === ' ' && row) {
      event.preventDefault();
      onMark([keyOf(row)], !marked.has(keyOf(row)));
    } else if (event.key === 'a' && ctrl) {
      event.preventDefault();
      onMarkAll();
    } else {
      const next = event.altKey || ctrl ? null : rowAfter(event.key, index, total);
      if (next === null) return;
      event.preventDefault();
      if (event.shiftKey) {
        const to = rowAt(next);
        onMark(
          [row, to].flatMap((it) => (it ? [keyOf(it)] : [])),
          true,
        );
      }
      focusRow(next);
    }
  };

  return (
    <div className={virtual ? 'scroll-region tall' : 'scroll-region'} ref={region}>
      <table
        className="table as-cards"
        role="grid"
        aria-label={label}
        aria-rowcount={lines + 1}
        aria-multiselectable="true"
      >
        <colgroup>
          <col style={{ width: '2.75rem' }} />
          {columns.map(({ key, width }) => (
            <col key={key} style={width ? { width: `${width}ch` } : undefined} />
          ))}
        </colgroup>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            <th role="columnheader" scope="col">
              <span className="hidden-text">{say('mark')}</span>
            </th>
            {columns.map((column) => (
              <Head key={column.key} column={column} sortedBy={sortedBy} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          <Spacer height={before} span={columns.length + 1} />
          {shown.map((place) => {
            const line = lineAt(headings, place);
            if ('heading' in line)
              return (
                <tr key={`line-${place}`} className="group" role="row" aria-rowindex={place + 2}>
                  <th role="rowheader" scope="rowgroup" colSpan={columns.length + 1}>
                    {line.heading}
                  </th>
                </tr>
              );
            const row = rowAt(line.index);
            const key = row ? keyOf(row) : null;
            const on = key !== null && marked.has(key);
            return (
              <tr
                key={key ?? `line-${place}`}
                role="row"
                className={row && unread?.(row) ? 'unread' : undefined}
                data-row={line.index}
                aria-rowindex={place + 2}
                aria-selected={on || (selected !== null && key === selected)}
                aria-busy={row ? undefined : true}
                tabIndex={line.index === at ? 0 : -1}
                onKeyDown={keys(line.index)}
                onFocus={() => setReached(line.index)}
                onClick={() => {
                  if (row) onOpen(row);
                }}
              >
                <td role="gridcell" className="mark">
                  {key === null ? null : (
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={say('mark')}
                      checked={on}
                      onClick={(event) => event.stopPropagation()}
                      onChange={(event) => onMark([key], event.target.checked)}
                    />
                  )}
                </td>
                {columns.map((column, n) =>
                  n === 0 ? (
                    <th key={column.key} role="rowheader" scope="row">
                      {row ? column.cell(row) : '…'}
                    </th>
                  ) : (
                    <td
                      key={column.key}
                      role="gridcell"
                      data-label={column.label}
                      className={column.number ? 'number' : undefined}
                    >
                      {row ? column.cell(row) : ''}
                    </td>
                  ),
                )}
              </tr>
            );
          })}
          <Spacer height={after} span={columns.length + 1} />
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps<T> {
  readonly column: ViewColumn<T>;
  readonly sortedBy: SortedBy | null;
  readonly onSort: (key: string) => void;
}

function Head<T>({ column, sortedBy, onSort }: HeadProps<T>) {
  const sorted = sortedBy?.key === column.key ? sortedBy : null;
  const order = sorted ? (sorted.turned ? 'descending' : 'ascending') : undefined;
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={order}
      className={column.number ? 'number' : undefined}
    >
      {column.sorts ? (
        <button type="button" className="sort" onClick={() => onSort(column.key)}>
          {column.label}
          {sorted ? <Icon name={sorted.turned ? 'up' : 'arrow'} /> : null}
        </button>
      ) : (
        column.label
      )}
    </th>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null;
  return (
    <tr className="spacer" aria-hidden="true">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}
