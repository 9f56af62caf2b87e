// A plain table that is read, or that holds controls. It becomes cards below 576 px, which is why the
// roles are spelled out: a block is no table to a screen reader.
import type { ReactNode } from 'react';

export interface Column {
  readonly key: string;
  readonly label: string;
  /** The label is there only for those who hear it. */
  readonly silent?: boolean;
  readonly number?: boolean;
}

interface TableProps {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly children: ReactNode;
}

export function Table({ label, columns, children }: TableProps) {
  return (
    <table className="table as-cards" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
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
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}

/** A line that names the rows below it. */
export function GroupRow({ span, children }: { span: number; children: ReactNode }) {
  return (
    <tr className="group" role="row">
      <th role="rowheader" scope="rowgroup" colSpan={span}>
        {children}
      </th>
    </tr>
  );
}

interface RowProps {
  /** The first cell: what this row is about. */
  readonly head: ReactNode;
  readonly cells: readonly { key: string; label?: string; number?: boolean; value: ReactNode }[];
}

export function Row({ head, cells }: RowProps) {
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        {head}
      </th>
      {cells.map(({ key, label, number, value }) => (
        <td key={key} role="cell" data-label={label} className={number ? 'number' : undefined}>
          {value}
        </td>
      ))}
    </tr>
  );
}
