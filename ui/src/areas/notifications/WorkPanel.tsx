// The panel beside the list: what the chosen piece of work is, and the way to it.
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { WorkItem, WorkRow } from '../../bindings';
import { act } from '../../data/act';
import { useAsk } from '../../data/ask';
import { useRead } from '../../data/read';
import { Button, buttonClass } from '../../kit/Button';
import { type Fact, SummaryList } from '../../kit/Facts';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { verbText } from '../../terms/verbs';
import { useKindText } from './kinds';
import type { WorkLine } from './lines';
import { Pass } from './Pass';
import type { WorkSearch } from './routes';
import { noticeState, WorkTag } from './state';
import { words } from './words';

export function WorkPanel({ line, search }: { line: WorkLine; search: WorkSearch }) {
  const say = useWords(words);
  return (
    <aside className="side" aria-label={say('panel')} data-pane="panel" tabIndex={-1}>
      {line.kind === 'queued' ? (
        <Queued item={line.item} search={search} />
      ) : (
        <Notice row={line.row} search={search} />
      )}
    </aside>
  );
}

function Queued({ item, search }: { item: WorkItem; search: WorkSearch }) {
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
        <Close search={search} />
      </div>
    </>
  );
}

function Notice({ row, search }: { row: WorkRow; search: WorkSearch }) {
  const say = useWords(words);
  const dates = useDates();
  const ask = useAsk();
  const textOf = useKindText();
  const story = useStory(row);
  const me = useRead('session').data?.user.id;
  const [passing, setPassing] = useState(false);
  const open = row.needs_action && !row.done && !row.waiting;
  const mine = row.holder ? row.holder.user.id === me || row.for_whom !== null : false;
  useEffect(() => {
    if (row.unread) ask(() => act({ noun: 'notice', command: { do: 'read', id: row.id } }));
  }, [row.id, row.unread, ask]);
  return (
    <>
      <div className="body stack">
        <div>
          <p className="meta">
            {say(row.needs_action && !row.done ? 'needsAction' : 'information')}
          </p>
          <h2>{row.subject ?? row.other}</h2>
          <WorkTag state={noticeState(row)} />
        </div>
        <SummaryList
          facts={[
            { key: 'what', label: say('what'), value: textOf(row.kind) },
            ...(row.other ? [{ key: 'with', label: say('organisation'), value: row.other }] : []),
            { key: 'at', label: say('arrived'), value: dates.momentFirst(row.raised_at) },
            ...(row.kind.kind === 'transfer_waits'
              ? [{ key: 'ends', label: say('endsOn'), value: dates.weekday(row.kind.lapses_on) }]
              : []),
            ...(row.due_on
              ? [{ key: 'due', label: say('due'), value: dates.weekday(row.due_on) }]
              : []),
            ...story,
          ]}
        />
      </div>
      <div className="foot">
        <OpenLink row={row} />
        {open && row.holder === null && search.tab === 'queue' ? (
          <Button
            onClick={() => ask(() => act({ noun: 'notice', command: { do: 'claim', id: row.id } }))}
          >
            {say('claim')}
          </Button>
        ) : null}
        {open && mine ? (
          <Button
            onClick={() =>
              ask(() => act({ noun: 'notice', command: { do: 'put_back', id: row.id } }))
            }
          >
            {say('putBack')}
          </Button>
        ) : null}
        {open && search.tab !== 'others' ? (
          <Button onClick={() => setPassing(true)}>{say('pass')}</Button>
        ) : null}
        {row.needs_action || row.waiting || row.done ? null : (
          <Button
            onClick={() =>
              ask(() => act({ noun: 'notice', command: { do: 'finish', id: row.id } }))
            }
          >
            {say('markDone')}
          </Button>
        )}
        <Close search={search} />
      </div>
      {passing ? (
        <Pass rows={[row]} onClose={() => setPassing(false)} onResults={() => undefined} />
      ) : null}
    </>
  );
}

/** Who has it and had it, how it was reminded of and where it went, and who did it for whom. */
function useStory(row: WorkRow): readonly Fact[] {
  const say = useWords(words);
  const dates = useDates();
  const facts: Fact[] = [];
  const fact = (key: string, label: string, value: string) => facts.push({ key, label, value });
  if (row.for_whom) fact('holder', say('holder'), say('forWhom', { name: row.for_whom.name }));
  else if (row.holder) fact('holder', say('holder'), row.holder.user.name);
  row.passed.forEach(({ by, for_whom, to, note, at }, n) => {
    const values = { by: by.name, to: to.name, when: dates.moment(at) };
    const went = for_whom
      ? say('passedFor', { ...values, whom: for_whom })
      : say('passedFrom', values);
    fact(`passed-${n}`, say('passedOn'), note === '' ? went : `${went}: ${note}`);
  });
  if (row.reminders > 0) fact('reminded', say('reminder'), say('reminded', { n: row.reminders }));
  row.escalations.forEach(({ to, over, overdue }, n) => {
    const late = say('overdueDays', { n: overdue });
    const where = !to
      ? say('escalationNobody', { overdue: late })
      : over
        ? say('escalation', { to: to.name, over: over.name, overdue: late })
        : say('escalationQueue', { to: to.name, overdue: late });
    fact(`escalated-${n}`, say('escalatedTo'), where);
  });
  if (row.done) {
    const { by, for_whom: whom, at } = row.done;
    const when = dates.moment(at);
    const who = !by
      ? say('itself')
      : whom
        ? say('doneByFor', { who: by, whom, when })
        : say('doneBy', { who: by, when });
    fact('done', say('endedBy'), who);
  }
  return facts;
}

function Close({ search }: { search: WorkSearch }) {
  const say = useWords(words);
  return (
    <Link
      className={buttonClass('quiet')}
      to="/work"
      search={search}
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
    case 'part_to_take_out':
      return (
        <Link
          className={className}
          to="/transfers/$id/review/$part"
          params={{ id: row.about, part: row.kind.part }}
        >
          {say(`kind_${row.kind.kind}`)}
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
    case 'transfer_to_answer':
      return <ToTransfer row={row} />;
    case 'escalated':
      return (
        <Link className={className} to="/work" search={{ tab: 'queue', open: row.about }}>
          {say('openQueue')}
        </Link>
      );
    case 'delegated':
    case 'delegation_ended':
      return (
        <Link className={className} to="/away">
          {say('open')}
        </Link>
      );
    case 'transfer_to_decide':
    case 'answer_to_decide':
    case 'released_automatically':
    case 'transfer_ended':
      return <ToEnquiry row={row} />;
    case 'transfer_waits':
    case 'transfer_lapsed':
    case 'consent_withdrawn':
    case 'incident_to_close':
      return row.team === 'approvers' ? <ToEnquiry row={row} /> : <ToTransfer row={row} />;
    // There is nothing to open: what it tells of is another team's, or no record.
    case 'part_recalled':
    case 'many_requests':
      return null;
  }
}

function ToTransfer({ row }: { row: WorkRow }) {
  const say = useWords(words);
  return (
    <Link className={buttonClass('main')} to="/transfers/$id" params={{ id: row.about }}>
      {say('open')}
    </Link>
  );
}

function ToEnquiry({ row }: { row: WorkRow }) {
  const say = useWords(words);
  return (
    <Link className={buttonClass('main')} to="/enquiries/$id" params={{ id: row.about }}>
      {say('open')}
    </Link>
  );
}
