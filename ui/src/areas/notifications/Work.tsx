// Your work: everything that waits for this person, in one list, with a panel for the row chosen.
import { Link, useNavigate } from '@tanstack/react-router';
import type { WorkRow, WorkTab } from '../../bindings';
import { useRead } from '../../data/read';
import { buttonClass } from '../../kit/Button';
import { type DataColumn, DataTable } from '../../kit/DataTable';
import { Icon } from '../../kit/Icon';
import { useDates, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { workRoute } from './routes';
import { WorkState } from './state';
import { WorkPanel } from './WorkPanel';
import { words } from './words';

const tabs: readonly WorkTab[] = ['mine', 'team', 'waiting_for_others', 'done'];

export function Work() {
  const say = useWords(words);
  const dates = useDates();
  const navigate = useNavigate();
  const { tab, open } = workRoute.useSearch();
  const list = useRead('worklist', tab);
  const session = useRead('session').data;
  const rows = list.data?.rows ?? [];
  const chosen = rows.find((row) => row.id === open) ?? null;
  const mayAsk = session?.kind === 'open' && session.workspaces.includes('recruitment');

  const choose = (row: WorkRow) =>
    void navigate({ to: '/work', search: { tab, open: row.id }, replace: open !== undefined });

  const due = (row: WorkRow): string => {
    if (row.state === 'waiting_to_send') return say('saved', { when: dates.time(row.at) });
    if (row.due === null) return say('noDue');
    return row.group === 'due_today' ? say('today') : dates.short(row.due);
  };
  const withWhom = (row: WorkRow): string =>
    row.with_whom === null
      ? ''
      : row.kind === 'transfer_queued' || row.kind === 'transfer_waiting'
        ? say('from', { name: row.with_whom })
        : say('with', { name: row.with_whom });

  const columns: readonly DataColumn<WorkRow>[] = [
    {
      key: 'who',
      label: say('who'),
      cell: (row) => (
        <>
          <span className="two row-link">{row.who}</span>
          {row.post ? <span className="meta">{row.post}</span> : null}
        </>
      ),
    },
    {
      key: 'what',
      label: say('what'),
      cell: (row) => (
        <>
          <span className="two">{say(`kind_${row.kind}`)}</span>
          <span className="meta">{withWhom(row)}</span>
        </>
      ),
    },
    { key: 'due', label: say('due'), cell: due },
    { key: 'state', label: say('state'), cell: (row) => <WorkState state={row.state} /> },
  ];
  const heading = (row: WorkRow) => ({
    key: row.group,
    heading: (
      <>
        <b>
          {say('groupCount', {
            name: say(`group_${row.group}`),
            n: rows.filter((it) => it.group === row.group).length,
          })}
        </b>
        {row.group === 'waiting_to_send' ? ` ${say('queuedNote')}` : ''}
      </>
    ),
  });

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
      <nav className="views" aria-label={say('views')}>
        {tabs.map((it) => (
          <Link key={it} to="/work" search={{ tab: it }} activeOptions={{ includeSearch: true }}>
            {say(`tab_${it}`)}
            <span className="open">{list.data?.counts[it] ?? ''}</span>
          </Link>
        ))}
      </nav>
      <div className="split">
        <div className="pane">
          {list.data === undefined ? (
            <Loading />
          ) : rows.length === 0 ? (
            <Empty title={say('empty')}>{say('emptyText')}</Empty>
          ) : (
            <DataTable
              label={say('list')}
              columns={columns}
              rows={rows}
              keyOf={(row) => row.id}
              groupOf={heading}
              selected={chosen?.id ?? null}
              unread={(row) => row.unread}
              onOpen={choose}
              onReach={chosen ? choose : undefined}
            />
          )}
        </div>
        {chosen ? <WorkPanel key={chosen.id} row={chosen} tab={tab} /> : null}
      </div>
    </div>
  );
}
