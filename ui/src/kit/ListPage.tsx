// A page that is a list: its head, what narrows it, and the rows; while they come it says so, and an
// empty list says what to do next.
import type { ReactNode } from 'react';
import { type DataColumn, DataTable } from './DataTable';
import { PageHead } from './PageHead';
import { Empty, Loading } from './States';

interface ListPageProps<T> {
  readonly title: string;
  readonly fact: string;
  readonly actions?: ReactNode;
  /** Between the head and the list. */
  readonly views?: ReactNode;
  /** Above the rows, in their pane. */
  readonly narrowing?: ReactNode;
  readonly columns: readonly DataColumn<T>[];
  /** Undefined while they are read. */
  readonly rows: readonly T[] | undefined;
  readonly keyOf: (row: T) => string;
  readonly onOpen: (row: T) => void;
  readonly empty: { readonly title: string; readonly text: string };
  /** Below the rows. */
  readonly after?: ReactNode;
}

export function ListPage<T>(props: ListPageProps<T>) {
  const { title, fact, actions, views, narrowing, columns, rows, keyOf, onOpen, empty } = props;
  return (
    <div className="page">
      <PageHead title={title} windowTitle={title} fact={fact} actions={actions} />
      {views}
      <div className="split">
        <div className="pane">
          {narrowing ? <div className="narrowing">{narrowing}</div> : null}
          {rows === undefined ? (
            <Loading />
          ) : rows.length === 0 ? (
            <Empty title={empty.title}>{empty.text}</Empty>
          ) : (
            <>
              <DataTable
                label={title}
                columns={columns}
                rows={rows}
                keyOf={keyOf}
                onOpen={onOpen}
              />
              {props.after}
            </>
          )}
        </div>
      </div>
    </div>
  );
}
