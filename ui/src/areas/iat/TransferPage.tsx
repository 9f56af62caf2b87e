// A transfer: the facts, where it stands, what came for each team, how it matched, and its timeline.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Entry, TransferPage as Page, PartSummary } from '../../bindings';
import { useRead } from '../../data/read';
import { Button, buttonClass } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { FactStrip, SummaryList } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { PageHead } from '../../kit/PageHead';
import { type Stage, Stages } from '../../kit/Stages';
import { Loading } from '../../kit/States';
import { Row, Table } from '../../kit/Table';
import { Timeline } from '../../kit/Timeline';
import { fieldWords } from '../../terms/fields';
import { partWords } from '../../terms/parts';
import { happenedWords, happenings } from './happened';
import { transferRoute } from './routes';
import { PartTag } from './state';
import { WithdrawTransfer } from './WithdrawTransfer';
import { words } from './words';

export function TransferPage() {
  const { id } = transferRoute.useParams();
  const page = useRead('transfer', id);
  return page.data ? <Shown page={page.data} /> : <Loading />;
}

function Shown({ page }: { page: Page }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const sayHappened = useWords(happenedWords);
  const dates = useDates();
  const [withdrawing, setWithdrawing] = useState(false);
  const source = sayPart('withCode', { name: page.source.name, code: page.source.ods_code });
  return (
    <div className="page">
      <PageHead
        title={say('transferOf', { name: page.name })}
        windowTitle={say('transferWindow')}
        path={[
          {
            key: 'list',
            link: (
              <Link to="/transfers" activeOptions={{ exact: true }}>
                {say('transfers')}
              </Link>
            ),
          },
          { key: 'here', link: <span aria-current="page">{page.name}</span> },
        ]}
        actions={
          page.may_withdraw ? (
            <Button look="destructive" onClick={() => setWithdrawing(true)}>
              {say('withdraw')}
            </Button>
          ) : null
        }
      />
      <FactStrip
        facts={[
          { key: 'from', label: say('from'), value: source },
          {
            key: 'post',
            label: say('post'),
            value: (
              <Link to="/people/$id" params={{ id: page.applicant }}>
                {page.post}
              </Link>
            ),
          },
          {
            key: 'start',
            label: say('startDate'),
            value: page.start_on ? dates.day(page.start_on) : say('notSet'),
          },
          {
            key: 'consent',
            label: say('consent'),
            value: say('consentGiven', { on: dates.day(page.consent.given_on) }),
          },
        ]}
      />
      <TransferStages page={page} />
      <div className="split">
        <div className="pane padded">
          <div className="cards">
            <Remark page={page} />
            {page.parts.length > 0 ? (
              <Card title={say('whatCame')} aside={say('ownPartOnly')} flush>
                <Parts page={page} />
              </Card>
            ) : null}
            <Card title={say('howMatched')}>
              <SummaryList
                facts={[
                  {
                    key: 'ni',
                    label: say('niNumber'),
                    value: say('niEnds', { ending: page.ni_ending }),
                  },
                  {
                    key: 'consent',
                    label: say('consentMeans'),
                    value: sayPart(page.consent.means),
                  },
                  {
                    key: 'match',
                    label: say('match'),
                    value: !page.matched
                      ? say('matchUnknown')
                      : say(page.automatic ? 'matchedInFull' : 'matchConfirmed'),
                  },
                ]}
              />
            </Card>
          </div>
        </div>
        <aside className="side narrow" aria-label={say('timeline')} data-pane="panel" tabIndex={-1}>
          <div className="body">
            <h2>{say('timeline')}</h2>
            <p className="meta">{say('timelineNote')}</p>
            <Timeline
              happenings={happenings(page.history, sayHappened, dates, (entry) => (
                <Disclosed entry={entry} />
              ))}
            />
          </div>
        </aside>
      </div>
      <WithdrawTransfer page={page} open={withdrawing} onClose={() => setWithdrawing(false)} />
    </div>
  );
}

function Remark({ page }: { page: Page }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const dates = useDates();
  if (page.waiting !== null)
    return (
      <Note tone="flat" icon="computer" title={say('notLeft')}>
        <p>{page.saved_at ? say('notLeftText', { when: dates.moment(page.saved_at) }) : null}</p>
        <p>
          <Link to="/waiting">{say('seeWaiting')}</Link>
        </p>
      </Note>
    );
  if (page.stage.kind === 'refused')
    return (
      <Note tone="bad" icon="stop" title={say('refusedTitle', { name: page.source.name })}>
        <p>{sayPart(page.stage.reason)}</p>
        {page.stage.note ? <p>{page.stage.note}</p> : null}
      </Note>
    );
  if (page.stage.kind === 'withdrawn')
    return (
      <Note tone="flat" icon="close" title={say('withdrawnTitle')}>
        <p>{page.stage.reason}</p>
      </Note>
    );
  return null;
}

function TransferStages({ page }: { page: Page }) {
  const say = useWords(words);
  const dates = useDates();
  const at = (kind: Entry['what']['kind']): string => {
    const entry = page.history.find((it) => it.what.kind === kind);
    return entry ? dates.momentFirst(entry.at) : say('notYet');
  };
  const { kind } = page.stage;
  const ended = kind === 'refused' || kind === 'withdrawn';
  const left = page.parts.filter((it) => it.mine && it.stage === 'arrived').length;
  const allOver = page.parts.every((it) => it.stage === 'decided' || it.stage === 'not_coming');
  const released = kind === 'released';
  const answered = (done: boolean): Stage['state'] =>
    done ? 'done' : ended ? 'stopped' : page.waiting === null ? 'now' : 'ahead';
  return (
    <Stages
      label={say('stages')}
      stages={[
        {
          key: 'requested',
          name: say('step_requested'),
          detail: page.waiting === null ? at('requested') : say('step_waiting'),
          state: page.waiting === null ? 'done' : 'now',
        },
        {
          key: 'matched',
          name: say('step_matched'),
          detail: page.matched
            ? say(page.automatic ? 'automaticAll' : 'byApprover')
            : kind === 'awaiting_approval'
              ? say('withApprover')
              : say('notYet'),
          state: answered(page.matched),
        },
        {
          key: 'released',
          name: ended ? say(`stage_${kind}`) : say('step_released'),
          detail: at(ended ? kind : 'released'),
          state: released ? 'done' : ended ? 'stopped' : 'ahead',
        },
        {
          key: 'review',
          name: say('step_review'),
          detail: !released
            ? say('notYet')
            : left > 0
              ? say('partsLeft', { n: left })
              : allOver
                ? say('allReviewed')
                : say('teamDecides'),
          state: !released ? 'ahead' : allOver ? 'done' : 'now',
        },
      ]}
    />
  );
}

function Parts({ page }: { page: Page }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  return (
    <Table
      label={say('whatCame')}
      columns={[
        { key: 'part', label: say('part') },
        { key: 'came', label: say('came') },
        { key: 'state', label: say('state') },
        { key: 'action', label: say('action'), silent: true },
      ]}
    >
      {page.parts.map((part) => (
        <Row
          key={part.part}
          head={
            <>
              <span className="two strong">{sayPart(part.part)}</span>
              <span className="meta">{sayPart(`${part.part}_has`)}</span>
            </>
          }
          cells={[
            { key: 'came', label: say('came'), value: <Came part={part} /> },
            { key: 'state', value: <PartTag part={part} /> },
            { key: 'action', value: <PartAction page={page} part={part} /> },
          ]}
        />
      ))}
    </Table>
  );
}

function Came({ part }: { part: PartSummary }) {
  const say = useWords(words);
  const dates = useDates();
  if (part.stage === 'waiting') return <span className="muted">{say('notHereYet')}</span>;
  if (part.stage === 'not_coming') return <span className="muted">{say('willNotCome')}</span>;
  if (!part.mine || part.items === null)
    return part.part === 'occupational_health' ? (
      <>
        <span className="two">{say('ohSent')}</span>
        <span className="meta">{say('ohHidden')}</span>
      </>
    ) : (
      <span className="meta">{say('teamHidden')}</span>
    );
  return (
    <>
      <span className="two">{say('itemsCame', { n: part.items })}</span>
      <span className="meta">
        {part.decided_by && part.decided_at
          ? say('decidedBy', { name: part.decided_by, when: dates.moment(part.decided_at) })
          : say('toDecide', { n: part.to_decide ?? 0 })}
      </span>
    </>
  );
}

function PartAction({ page, part }: { page: Page; part: PartSummary }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  if (!part.mine)
    return part.stage === 'arrived' ? (
      <span className="muted">
        {say(part.part === 'occupational_health' ? 'ohDecides' : 'teamDecides')}
      </span>
    ) : null;
  if (part.stage !== 'arrived' && part.stage !== 'decided') return null;
  const review = part.stage === 'arrived';
  return (
    <Link
      className={review ? buttonClass('main', true) : undefined}
      to="/transfers/$id/review/$part"
      params={{ id: page.id, part: part.part }}
    >
      {say(review ? 'review' : 'see', { part: sayPart(part.part) })}
    </Link>
  );
}

function Disclosed({ entry }: { entry: Entry }) {
  const say = useWords(happenedWords);
  const sayField = useWords(fieldWords);
  if (entry.what.kind !== 'released') return null;
  const { fields, competences } = entry.what;
  return (
    <details>
      <summary>{say('whatWasDisclosed')}</summary>
      <p>{say('disclosed', { fields: fields.length, competences })}</p>
      <ul className="meta">
        {fields.map((field) => (
          <li key={field}>{sayField(field)}</li>
        ))}
      </ul>
    </details>
  );
}
