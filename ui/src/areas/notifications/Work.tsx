// Your work: everything that waits for this person, in one list, with a panel for the row chosen.
import { Link, useNavigate } from '@tanstack/react-router';
import type { WorkTab } from '../../bindings';
import { useRead } from '../../data/read';
import { useRoles } from '../../data/session';
import { buttonClass } from '../../kit/Button';
import { type DataColumn, DataTable } from '../../kit/DataTable';
import { Icon } from '../../kit/Icon';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { recruits } from '../../terms/names';
import { verbText } from '../../terms/verbs';
import { groupOf, linesOf, type WorkLine } from './lines';
import { workRoute } from './routes';
import { noticeState, WorkTag } from './state';
import { WorkPanel } from './WorkPanel';
import { words } from './words';

const tabs: readonly WorkTab[] = ['mine', 'queue', 'done'];

export function Work() {
  const say = useWords(words);
  const { language } = useLanguage();
  const dates = useDates();
  const navigate = useNavigate();
  const { tab, open } = workRoute.useSearch();
  const list = useRead('worklist', { tab });
  const waiting = useRead('waiting').data;
  const mayAsk = recruits(useRoles());
  const now = new Date();
  const lines =
    list.data && waiting ? linesOf(tab === 'mine' ? waiting : [], list.data.rows, now) : undefined;
  const chosen = lines?.find((line) => line.id === open) ?? null;

  const choose = (line: WorkLine) =>
    void navigate({ to: '/work', search: { tab, open: line.id }, replace: open !== undefined });

  const due = (line: WorkLine): string => {
    if (line.kind === 'queued') return say('saved', { when: dates.time(line.item.saved_at) });
    if (line.row.due_on === null) return say('noDue');
    return groupOf(line, now) === 'due_today' ? say('today') : dates.short(line.row.due_on);
  };

  const columns: readonly DataColumn<WorkLine>[] = [
    {
      key: 'who',
      label: say('who'),
      cell: (line) => (
        <span className="row-link">
          {(line.kind === 'queued' ? line.item.subject : line.row.subject) ?? say('nobodyNamed')}
        </span>
      ),
    },
    {
      key: 'what',
      label: say('what'),
      cell: (line) => {
        const other = line.kind === 'queued' ? line.item.other : line.row.other;
        return (
          <>
            <span className="two">
              {line.kind === 'queued'
                ? verbText(line.item.verb, language)
                : say(`kind_${line.row.kind.kind}`)}
            </span>
            {other ? <span className="meta">{say('with', { name: other })}</span> : null}
          </>
        );
      },
    },
    { key: 'due', label: say('due'), cell: due },
    {
      key: 'state',
      label: say('state'),
      cell: (line) => (
        <WorkTag state={line.kind === 'queued' ? 'waiting_to_send' : noticeState(line.row)} />
      ),
    },
  ];
  const heading = (line: WorkLine) => {
    const group = groupOf(line, now);
    return {
      key: group,
      heading: (
        <>
          <b>
            {say('groupCount', {
              name: say(`group_${group}`),
              n: lines?.filter((it) => groupOf(it, now) === group).length ?? 0,
            })}
          </b>
          {group === 'waiting_to_send' ? ` ${say('queuedNote')}` : ''}
        </>
      ),
    };
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
      <nav className="views" aria-label={say('views')}>
        {tabs.map((it) => (
          <Link key={it} to="/work" search={{ tab: it }} activeOptions={{ includeSearch: true }}>
            {say(`tab_${it}`)}
            <span className="open">{list.data?.[it] ?? ''}</span>
          </Link>
        ))}
      </nav>
      <div className="split">
        <div className="pane">
          {lines === undefined ? (
            <Loading />
          ) : lines.length === 0 ? (
            <Empty title={say('empty')}>{say('emptyText')}</Empty>
          ) : (
            <DataTable
              label={say('list')}
              columns={columns}
              rows={lines}
              keyOf={(line) => line.id}
              groupOf={heading}
              selected={chosen?.id ?? null}
              unread={(line) => line.kind === 'notice' && line.row.unread}
              onOpen={choose}
              onReach={chosen ? choose : undefined}
            />
          )}
        </div>
        {chosen ? <WorkPanel key={chosen.id} line={chosen} tab={tab} /> : null}
      </div>
    </div>
  );
}
