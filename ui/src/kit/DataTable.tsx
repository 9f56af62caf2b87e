// A list of records: one tab stop, arrows move, Enter opens. Above 200 rows only those in view are in
// the page, and the count and each row's place are told to screen readers.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import type { Column } from './Table';

const virtualAbove = 200;

export interface DataColumn<T> extends Column {
  readonly cell: (row: T) => ReactNode;
}

interface DataTableProps<T> {
  readonly label: string;
  readonly columns: readonly DataColumn<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** Rows under the same heading follow each other; the heading stands above the first. */
  readonly groupOf?: (row: T) => { readonly key: string; readonly heading: ReactNode };
  readonly selected?: string | null;
  readonly unread?: (row: T) => boolean;
  readonly onOpen: (row: T) => void;
  /** While a panel is open it follows the row that the arrows reach. */
  readonly onReach?: ((row: T) => void) | undefined;
}

type Line<T> =
  | { readonly kind: 'group'; readonly key: string; readonly heading: ReactNode }
  | { readonly kind: 'row'; readonly key: string; readonly row: T; readonly index: number };

/** Headings and rows in the order they stand. */
export const linesOf = <T,>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  groupOf?: (row: T) => { key: string; heading: ReactNode },
): Line<T>[] => {
  const lines: Line<T>[] = [];
  let last: string | null = null;
  rows.forEach((row, index) => {
    const group = groupOf?.(row);
    if (group && group.key !== last) {
      lines.push({ kind: 'group', key: `group-${group.key}`, heading: group.heading });
      last = group.key;
    }
    lines.push({ kind: 'row', key: keyOf(row), row, index });
  });
  return lines;
};

/** Where a key takes the focus among so many rows, or null when the key is not ours. */
export const rowAfter = (key: string, at: number, count: number): number | null => {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageDown':
      return Math.min(at + 10, count - 1);
    case 'PageUp':
      return Math.max(at - 10, 0);
    default:
      return null;
  }
};

export function DataTable<T>(props: DataTableProps<T>) {
  const { label, columns, rows, keyOf, groupOf, selected = null, unread, onOpen, onReach } = props;
  const lines = useMemo(() => linesOf(rows, keyOf, groupOf), [rows, keyOf, groupOf]);
  const [reached, setReached] = useState<string | null>(selected);
  const at = Math.max(
    0,
    rows.findIndex((row) => keyOf(row) === reached),
  );
  const region = useRef<HTMLDivElement>(null);
  const virtual = rows.length > virtualAbove;
  const virtualizer = useVirtualizer({
    count: lines.length,
    enabled: virtual,
    getScrollElement: () => region.current,
    estimateSize: () => 52,
    overscan: 12,
  });
  const shown = virtual
    ? virtualizer.getVirtualItems().map((item) => ({ index: item.index, line: lines[item.index] }))
    : lines.map((line, index) => ({ index, line }));
  const items = virtualizer.getVirtualItems();
  const before = virtual ? (items[0]?.start ?? 0) : 0;
  const after = virtual ? virtualizer.getTotalSize() - (items[items.length - 1]?.end ?? 0) : 0;

  const focusRow = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setReached(keyOf(row));
    onReach?.(row);
    const line = lines.findIndex((it) => it.kind === 'row' && it.index === index);
    if (virtual) virtualizer.scrollToIndex(line);
    requestAnimationFrame(() => {
      region.current
        ?.querySelector<HTMLElement>(`tr[data-row="${index}"]`)
        ?.focus({ preventScroll: virtual });
    });
  };
  const keys = (row: T, index: number) => (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      onOpen(row);
      return;
    }
    const next = event.altKey || event.ctrlKey ? null : rowAfter(event.key, index, rows.length);
    if (next === null) return;
    event.preventDefault();
    focusRow(next);
  };

  return (
    <div className={virtual ? 'scroll-region tall' : 'scroll-region'} ref={region}>
      <table
        className="table as-cards"
        role="grid"
        aria-label={label}
        aria-rowcount={lines.length + 1}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {columns.map((column) => (
              <th
                key={column.key}
                role="columnheader"
                scope="col"
                className={column.number ? 'number' : undefined}
              >
                {column.silent ? <span className="hidden-text">{column.label}</span> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          <Spacer height={before} span={columns.length} />
          {shown.map(({ index, line }) => {
            if (!line) return null;
            if (line.kind === 'group')
              return (
                <tr key={line.key} className="group" role="row" aria-rowindex={index + 2}>
                  <th role="rowheader" scope="rowgroup" colSpan={columns.length}>
                    {line.heading}
                  </th>
                </tr>
              );
            return (
              <tr
                key={line.key}
                role="row"
                className={unread?.(line.row) ? 'unread' : undefined}
                data-row={line.index}
                aria-rowindex={index + 2}
                aria-selected={selected === null ? undefined : line.key === selected}
                tabIndex={line.index === at ? 0 : -1}
                onKeyDown={keys(line.row, line.index)}
                onFocus={() => setReached(line.key)}
                onClick={() => onOpen(line.row)}
              >
                {columns.map((column, place) =>
                  place === 0 ? (
                    <th key={column.key} role="rowheader" scope="row">
                      {column.cell(line.row)}
                    </th>
                  ) : (
                    <td
                      key={column.key}
                      role="gridcell"
                      data-label={column.label}
                      className={column.number ? 'number' : undefined}
                    >
                      {column.cell(line.row)}
                    </td>
                  ),
                )}
              </tr>
            );
          })}
          <Spacer height={after} span={columns.length} />
        </tbody>
      </table>
    </div>
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
