// Your work: everything that waits for this person, in one list, with a panel for the row chosen.
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { host } from '#host';
import type { NoticeCommand, WorkRow } from '../../bindings';
import { actMany } from '../../data/act';
import { useRead } from '../../data/read';
import { useRoles } from '../../data/session';
import { useListSetup } from '../../data/views';
import { buttonClass } from '../../kit/Button';
import { ColumnsDialog } from '../../kit/ColumnsDialog';
import { Icon } from '../../kit/Icon';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { PagedTable, type ViewColumn } from '../../kit/PagedTable';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { useToast } from '../../kit/Toast';
import { recruits } from '../../terms/names';
import { problemOf } from '../../terms/refusals';
import { useColumns } from './columns';
import { Glance } from './Glance';
import { groupsOf, noticeLine, queuedLines, type WorkLine } from './lines';
import { Pass } from './Pass';
import { type Result, Results } from './Results';
import { type WorkSearch, workRoute } from './routes';
import { BulkBar, Toolbar } from './Toolbar';
import { asked, useWorkRows } from './useWorkRows';
import { kept, SaveView, Views, viewOf } from './Views';
import { WorkPanel } from './WorkPanel';
import { words } from './words';

/** So many rows are marked at once at the most. */
const most = 1_000;

export function Work() {
  const say = useWords(words);
  const { language } = useLanguage();
  const dates = useDates();
  const tell = useToast();
  const navigate = useNavigate();
  const search = workRoute.useSearch();
  const waiting = useRead('waiting').data;
  const mayAsk = recruits(useRoles());
  const { setup, saveView, setColumns } = useListSetup('work');
  const { answer, rowAt, loaded, onSpan } = useWorkRows(search);
  const [marked, setMarked] = useState<ReadonlyMap<string, WorkRow>>(new Map());
  const [dialog, setDialog] = useState<'pass' | 'view' | 'columns' | null>(null);
  const [results, setResults] = useState<readonly Result[] | null>(null);
  const queued = useMemo(
    () => (search.tab === 'mine' && waiting ? queuedLines(waiting) : []),
    [search.tab, waiting],
  );
  const view = viewOf(setup.views, search);
  const { order = 'due', turned = false } = search;
  const narrowed = Boolean(search.kinds || search.overdue || search.unread || search.find);
  const list = JSON.stringify(kept(search));
  useEffect(() => setMarked(new Map()), [list]);

  const lineAt = (index: number): WorkLine | undefined => {
    if (index < queued.length) return queued[index];
    const row = rowAt(index - queued.length);
    return row && noticeLine(row);
  };
  const go = (next: WorkSearch, replace = true) =>
    void navigate({ to: '/work', search: next, replace });
  const choose = (line: WorkLine) => go({ ...search, open: line.id }, search.open !== undefined);
  const chosen =
    queued.find((line) => line.id === search.open) ??
    loaded.filter((row) => row.id === search.open).map(noticeLine)[0] ??
    null;

  const sort = (key: string) => {
    const { order: _, turned: __, ...rest } = search;
    const next = (['raised', 'kind', 'subject'] as const).find((it) => it === orderOf[key]);
    go({
      ...rest,
      ...(next ? { order: next } : {}),
      ...(orderOf[key] === order && !turned ? { turned: true } : {}),
    });
  };
  const spanned = useCallback(
    (first: number, last: number) =>
      onSpan(Math.max(first - queued.length, 0), Math.max(last - queued.length, 0)),
    [onSpan, queued.length],
  );

  const known = (id: string) => loaded.find((row) => row.id === id);
  const mark = (ids: readonly string[], on: boolean) => {
    const next = new Map(marked);
    for (const id of ids) {
      const row = known(id);
      if (on && row) next.set(id, row);
      else next.delete(id);
    }
    setMarked(next);
  };
  const markAll = async () => {
    const all = await host.commands.worklist(asked(search, 0, most));
    if (all.status === 'ok') setMarked(new Map(all.data.rows.map((row) => [row.id, row])));
  };
  const doAll = async (command: (id: string) => NoticeCommand) => {
    const rows = [...marked.values()];
    const answer = await actMany(rows.map(({ id }) => ({ noun: 'notice', command: command(id) })));
    if (answer.status === 'error') tell(problemOf(answer.error, language).message);
    else
      setResults(rows.flatMap((row, n) => (answer.data[n] ? [{ row, came: answer.data[n] }] : [])));
    setMarked(new Map());
  };

  const all = useColumns(search.tab);
  const shown = view?.columns.length ? view.columns : (setup.columns ?? []);
  const columns: readonly ViewColumn<WorkLine>[] =
    shown.length === 0
      ? all
      : shown.flatMap(({ key, width }) =>
          all.filter((it) => it.key === key).map((it) => ({ ...it, width: width ?? undefined })),
        );
  const total = queued.length + (answer?.total ?? 0);
  const byDue = order === 'due' && !turned && search.tab !== 'done';
  const headings =
    byDue && answer
      ? groupsOf(queued.length, answer).map(({ at, group, n }) => ({
          at,
          heading: (
            <>
              <b>{say('groupCount', { name: say(`group_${group}`), n })}</b>
              {group === 'waiting_to_send' ? ` ${say('queuedNote')}` : ''}
            </>
          ),
        }))
      : [];
  const sortedBy = {
    key: Object.keys(orderOf).find((key) => orderOf[key] === order) ?? 'due',
    turned,
  };

  return (
    <div className="page">
      <PageHead
        title={say('title')}
        windowTitle={say('title')}
        fact={dates.weekday(new Date().toISOString())}
        actions={
          mayAsk ? (
            <Link className={buttonClass('main')} to="/transfers/new">
              <Icon name="plus" />
              {say('newTransfer')}
            </Link>
          ) : null
        }
      />
      {search.tab === 'mine' && !narrowed ? <Glance /> : null}
      <Views answer={answer} views={setup.views} />
      <div className="split">
        <div className="pane">
          {marked.size > 0 ? (
            <BulkBar
              marked={marked.size}
              total={answer?.total ?? 0}
              most={most}
              onAll={() => void markAll()}
              onNone={() => setMarked(new Map())}
              onClaim={() => void doAll((id) => ({ do: 'claim', id }))}
              onPass={() => setDialog('pass')}
              onTakeNote={() => void doAll((id) => ({ do: 'finish', id }))}
            />
          ) : (
            <Toolbar
              search={search}
              onSearch={(next) => go(next)}
              narrowed={narrowed}
              unsaved={!view && (narrowed || order !== 'due' || turned)}
              onSave={() => setDialog('view')}
              onColumns={() => setDialog('columns')}
            />
          )}
          {answer === undefined || waiting === undefined ? (
            <Loading />
          ) : total === 0 ? (
            <Empty title={say(narrowed ? 'noMatch' : 'empty')}>
              {say(narrowed ? 'noMatchText' : 'emptyText')}
            </Empty>
          ) : (
            <PagedTable
              label={say('list')}
              columns={columns}
              total={total}
              rowAt={lineAt}
              keyOf={(line) => line.id}
              onSpan={spanned}
              headings={headings}
              sortedBy={sortedBy}
              onSort={sort}
              marked={new Set(marked.keys())}
              onMark={mark}
              onMarkAll={() => void markAll()}
              selected={chosen?.id ?? null}
              unread={(line) => line.kind === 'notice' && line.row.unread}
              onOpen={choose}
              onReach={chosen ? choose : undefined}
            />
          )}
        </div>
        {chosen ? <WorkPanel key={chosen.id} line={chosen} search={kept(search)} /> : null}
      </div>
      {dialog === 'pass' ? (
        <Pass
          rows={[...marked.values()]}
          onClose={() => setDialog(null)}
          onResults={(came) => {
            setMarked(new Map());
            setResults(came);
          }}
        />
      ) : null}
      {dialog === 'view' ? (
        <SaveView
          onClose={() => setDialog(null)}
          onSave={(name) => {
            const columns = all.map(({ key }) => ({ key, width: null }));
            saveView({
              name,
              search: { ...kept(search) },
              columns: shown.length > 0 ? shown : columns,
            });
            setDialog(null);
          }}
        />
      ) : null}
      {dialog === 'columns' ? (
        <ColumnsDialog
          columns={[
            ...columns.map(({ key, label, width }) => ({
              key,
              label,
              shown: true,
              width: width ?? null,
            })),
            ...all
              .filter((it) => !columns.some((column) => column.key === it.key))
              .map(({ key, label }) => ({ key, label, shown: false, width: null })),
          ]}
          onClose={() => setDialog(null)}
          onSave={(next) => {
            const chosen = next.filter((it) => it.shown).map(({ key, width }) => ({ key, width }));
            if (view) saveView({ ...view, columns: chosen });
            else setColumns(chosen);
            setDialog(null);
          }}
        />
      ) : null}
      {results ? <Results results={results} onClose={() => setResults(null)} /> : null}
    </div>
  );
}

/** By which order a column's head sorts. */
const orderOf: Readonly<Record<string, NonNullable<WorkSearch['order']>>> = {
  due: 'due',
  raised: 'raised',
  what: 'kind',
  who: 'subject',
};
