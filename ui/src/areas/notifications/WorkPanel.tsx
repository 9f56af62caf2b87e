// The panel beside the list: what the chosen piece of work is, and the way to it.
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { WorkItem, WorkRow, WorkTab } from '../../bindings';
import { act } from '../../data/act';
import { useAsk } from '../../data/ask';
import { Button, buttonClass } from '../../kit/Button';
import { SummaryList } from '../../kit/Facts';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { verbText } from '../../terms/verbs';
import type { WorkLine } from './lines';
import { noticeState, WorkTag } from './state';
import { words } from './words';

export function WorkPanel({ line, tab }: { line: WorkLine; tab: WorkTab }) {
  const say = useWords(words);
  return (
    <aside className="side" aria-label={say('panel')} data-pane="panel" tabIndex={-1}>
      {line.kind === 'queued' ? (
        <Queued item={line.item} tab={tab} />
      ) : (
        <Notice row={line.row} tab={tab} />
      )}
    </aside>
  );
}

function Queued({ item, tab }: { item: WorkItem; tab: WorkTab }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const dates = useDates();
  return (
    <>
      <div className="body stack">
        <div>
          <p className="meta">{verbText(item.verb, language)}</p>
          <h2>{item.subject ?? say('nobodyNamed')}</h2>
          <WorkTag state="waiting_to_send" />
        </div>
        <Note tone="flat" icon="computer" title={say('notLeft')}>
          <p className="meta">{say('notLeftMore', { when: dates.moment(item.saved_at) })}</p>
        </Note>
        <SummaryList
          facts={item.other ? [{ key: 'with', label: say('organisation'), value: item.other }] : []}
        />
      </div>
      <div className="foot">
        <Link className={buttonClass('main')} to="/waiting">
          {say('seeWaiting')}
        </Link>
        <Close tab={tab} />
      </div>
    </>
  );
}

function Notice({ row, tab }: { row: WorkRow; tab: WorkTab }) {
  const say = useWords(words);
  const dates = useDates();
  const ask = useAsk();
  useEffect(() => {
    if (row.unread) ask(() => act({ noun: 'notice', command: { do: 'read', id: row.id } }));
  }, [row.id, row.unread, ask]);
  return (
    <>
      <div className="body stack">
        <div>
          <p className="meta">{say(row.needs_action ? 'needsAction' : 'information')}</p>
          <h2>{row.subject ?? row.other}</h2>
          <WorkTag state={noticeState(row)} />
        </div>
        <SummaryList
          facts={[
            { key: 'what', label: say('what'), value: say(`kind_${row.kind.kind}`) },
            { key: 'with', label: say('organisation'), value: row.other },
            { key: 'at', label: say('arrived'), value: dates.momentFirst(row.raised_at) },
            ...(row.due_on
              ? [{ key: 'due', label: say('due'), value: dates.weekday(row.due_on) }]
              : []),
          ]}
        />
      </div>
      <div className="foot">
        <OpenLink row={row} />
        {row.needs_action || row.waiting || row.done ? null : (
          <Button
            onClick={() =>
              ask(() => act({ noun: 'notice', command: { do: 'finish', id: row.id } }))
            }
          >
            {say('markDone')}
          </Button>
        )}
        <Close tab={tab} />
      </div>
    </>
  );
}

function Close({ tab }: { tab: WorkTab }) {
  const say = useWords(words);
  return (
    <Link
      className={buttonClass('quiet')}
      to="/work"
      search={{ tab }}
      activeOptions={{ exact: true }}
    >
      {say('close')}
    </Link>
  );
}

/** To the record that the notice is about: on the side that asks, or on the side that is asked. */
function OpenLink({ row }: { row: WorkRow }) {
  const say = useWords(words);
  const className = buttonClass('main');
  switch (row.kind.kind) {
    case 'part_to_review':
      return (
        <Link
          className={className}
          to="/transfers/$id/review/$part"
          params={{ id: row.about, part: row.kind.part }}
        >
          {say('kind_part_to_review')}
        </Link>
      );
    case 'oh_to_release':
      return (
        <Link className={className} to="/oh-releases/$id" params={{ id: row.about }}>
          {say('open')}
        </Link>
      );
    case 'reference_to_complete':
    case 'reference_ended':
      return (
        <Link className={className} to="/references/$id" params={{ id: row.about }}>
          {say('open')}
        </Link>
      );
    case 'reference_arrived':
      return (
        <Link className={className} to="/transfers/$id/reference" params={{ id: row.about }}>
          {say('open')}
        </Link>
      );
    case 'reference_declined':
    case 'transfer_refused':
      return (
        <Link className={className} to="/transfers/$id" params={{ id: row.about }}>
          {say('open')}
        </Link>
      );
    case 'transfer_to_decide':
    case 'released_automatically':
    case 'transfer_ended':
      return (
        <Link className={className} to="/enquiries/$id" params={{ id: row.about }}>
          {say('open')}
        </Link>
      );
  }
}
