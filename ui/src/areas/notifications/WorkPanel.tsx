// The panel beside the list: what the chosen piece of work is, and the way to it.
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { WorkRow, WorkTab } from '../../bindings';
import { act } from '../../data/act';
import { useAsk } from '../../data/ask';
import { Button, buttonClass } from '../../kit/Button';
import { SummaryList } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { WorkState } from './state';
import { words } from './words';

export function WorkPanel({ row, tab }: { row: WorkRow; tab: WorkTab }) {
  const say = useWords(words);
  const dates = useDates();
  const ask = useAsk();
  useEffect(() => {
    if (row.unread) ask(() => act({ kind: 'read_notice', id: row.id }));
  }, [row.id, row.unread, ask]);
  return (
    <aside className="side" aria-label={say('panel')} data-pane="panel" tabIndex={-1}>
      <div className="body stack">
        <div>
          <p className="meta">{say(row.needs_action ? 'needsAction' : 'information')}</p>
          <h2>{row.who}</h2>
          <WorkState state={row.state} />
        </div>
        {row.state === 'waiting_to_send' ? (
          <Note tone="flat" icon="computer" title={say('notLeft')}>
            <p className="meta">{say('notLeftMore', { when: dates.moment(row.at) })}</p>
          </Note>
        ) : null}
        <SummaryList
          facts={[
            { key: 'what', label: say('what'), value: say(`kind_${row.kind}`) },
            ...(row.with_whom
              ? [{ key: 'with', label: say('organisation'), value: row.with_whom }]
              : []),
            ...(row.post ? [{ key: 'post', label: say('post'), value: row.post }] : []),
            { key: 'at', label: say('arrived'), value: dates.momentFirst(row.at) },
            ...(row.due ? [{ key: 'due', label: say('due'), value: dates.weekday(row.due) }] : []),
          ]}
        />
      </div>
      <div className="foot">
        <OpenLink row={row} />
        {row.needs_action || row.state === 'waiting_to_send' || row.state === 'done' ? null : (
          <Button onClick={() => ask(() => act({ kind: 'finish_notice', id: row.id }))}>
            {say('markDone')}
          </Button>
        )}
        <Link
          className={buttonClass('quiet')}
          to="/work"
          search={{ tab }}
          activeOptions={{ exact: true }}
        >
          {say('close')}
        </Link>
      </div>
    </aside>
  );
}

function OpenLink({ row }: { row: WorkRow }) {
  const say = useWords(words);
  const className = buttonClass('main');
  if (row.transfer && row.part && row.kind === 'review_part')
    return (
      <Link
        className={className}
        to="/transfers/$id/review/$part"
        params={{ id: row.transfer, part: row.part }}
      >
        {say('kind_review_part')}
      </Link>
    );
  if (row.transfer)
    return (
      <Link className={className} to="/transfers/$id" params={{ id: row.transfer }}>
        {say('open')}
      </Link>
    );
  if (row.enquiry && row.kind === 'decide_oh')
    return (
      <Link className={className} to="/oh-releases/$id" params={{ id: row.enquiry }}>
        {say('open')}
      </Link>
    );
  if (row.enquiry)
    return (
      <Link className={className} to="/enquiries/$id" params={{ id: row.enquiry }}>
        {say('open')}
      </Link>
    );
  return (
    <Link className={className} to="/waiting">
      {say('seeWaiting')}
    </Link>
  );
}
