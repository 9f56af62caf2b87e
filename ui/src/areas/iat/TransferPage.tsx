// A transfer: the facts, where it stands, what came for each team, how it matched, and its timeline.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Entry, ReferenceWanted, Transfer, TransferRow, TransferView } from '../../bindings';
import { useRead } from '../../data/read';
import { held } from '../../data/record';
import { useRoles } from '../../data/session';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { FactStrip, SummaryList } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { PageHead } from '../../kit/PageHead';
import { Pane } from '../../kit/Pane';
import { type Stage, Stages } from '../../kit/Stages';
import { Loading } from '../../kit/States';
import { Timeline } from '../../kit/Timeline';
import { fieldWords } from '../../terms/fields';
import { fullName, recruits } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { referenceTerms } from '../../terms/reference';
import { isOver, transferState, transferWords } from '../../terms/transfers';
import { Exchanges } from './Exchanges';
import { happened, happenedWords, happenings } from './happened';
import { IncidentCard } from './IncidentCard';
import { Reckonable } from './Reckonable';
import { ReplyForm } from './ReplyForm';
import { referenceWords } from './referenceWords';
import { transferRoute } from './routes';
import { SayDialog } from './SayDialog';
import { partOrder } from './state';
import { TransferParts } from './TransferParts';
import { WithdrawTransfer } from './WithdrawTransfer';
import { words } from './words';

export function TransferPage() {
  const { id } = transferRoute.useParams();
  const view = held(useRead('transferPage', { id }));
  return view ? <Shown view={view} /> : <Loading />;
}

function Shown({ view }: { view: TransferView }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const sayHappened = useWords(happenedWords);
  const dates = useDates();
  const [withdrawing, setWithdrawing] = useState(false);
  const page = view.transfer;
  const name = fullName(page.name);
  const [losing, setLosing] = useState(false);
  const recruiter = recruits(useRoles());
  const open = isOpen(page.stage.kind);
  const mayLose =
    (open || page.stage.kind === 'released') && !page.consent_withdrawn && !view.waiting;
  const source = sayPart('withCode', { name: page.source.name, code: page.source.ods_code });
  return (
    <div className="page">
      <PageHead
        title={say('transferOf', { name })}
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
          { key: 'here', link: <span aria-current="page">{name}</span> },
        ]}
        actions={
          recruiter && mayLose ? (
            <>
              {open ? (
                <Button look="destructive" onClick={() => setWithdrawing(true)}>
                  {say('withdraw')}
                </Button>
              ) : null}
              <Button look="destructive" onClick={() => setLosing(true)}>
                {say('consentGone')}
              </Button>
            </>
          ) : null
        }
      />
      <FactStrip
        facts={[
          { key: 'from', label: say('from'), value: source },
          {
            key: 'post',
            label: say('post'),
            value: view.person ? (
              <Link to="/people/$id" params={{ id: view.person }}>
                {page.post}
              </Link>
            ) : (
              page.post
            ),
          },
          {
            key: 'start',
            label: say('startDate'),
            value: page.start_on ? dates.day(page.start_on) : say('notSet'),
          },
          {
            key: 'staff',
            label: say('staffKind'),
            value: sayPart(`staff_${page.staff ?? 'not_said'}`),
          },
          {
            key: 'occasion',
            label: say('occasion'),
            value: sayPart(page.occasion ?? 'before_hire'),
          },
          {
            key: 'consent',
            label: say('consent'),
            value: say('consentGiven', { on: dates.day(page.consent.given_on) }),
          },
        ]}
      />
      <TransferStages view={view} />
      <div className="split">
        <Pane label={say('transferWindow')}>
          <div className="cards">
            <Remark view={view} />
            {recruiter && page.stage.kind === 'more_asked' && !view.waiting ? (
              <ReplyForm transfer={page} />
            ) : null}
            {view.incident ? <IncidentCard incident={view.incident} /> : null}
            {page.stage.kind === 'released' || page.stage.kind === 'recalled' ? (
              <Card title={say('whatCame')} aside={say('ownPartOnly')} flush>
                <TransferParts view={view} />
              </Card>
            ) : null}
            <Exchanges exchanges={page.exchanges ?? []} />
            {page.reference ? <ReferenceCard id={page.id} wanted={page.reference} /> : null}
            {view.reckoned ? <Reckonable reckoned={view.reckoned} /> : null}
            <Others rows={view.others} />
            <Card title={say('howMatched')}>
              <SummaryList
                facts={[
                  {
                    key: 'ni',
                    label: say('niNumber'),
                    value: say('niEnds', { ending: page.ni_ending }),
                  },
                  ...(view.date_of_birth
                    ? [
                        {
                          key: 'born',
                          label: say('dateOfBirth'),
                          value: dates.day(view.date_of_birth),
                        },
                      ]
                    : []),
                  {
                    key: 'consent',
                    label: say('consentMeans'),
                    value: sayPart(page.consent.means),
                  },
                  {
                    key: 'match',
                    label: say('match'),
                    value: say(
                      happened(page, 'matched_in_full')
                        ? 'matchedInFull'
                        : happened(page, 'match_confirmed')
                          ? 'matchConfirmed'
                          : open
                            ? 'matchUnknown'
                            : 'matchNone',
                    ),
                  },
                ]}
              />
            </Card>
          </div>
        </Pane>
        <aside className="side narrow" aria-label={say('timeline')} data-pane="panel" tabIndex={-1}>
          <div className="body">
            <h2>{say('timeline')}</h2>
            <p className="meta">{say('timelineNote')}</p>
            <Timeline
              happenings={happenings(page.history, view.unsent, sayHappened, dates, (entry) => (
                <Disclosed entry={entry} />
              ))}
            />
          </div>
        </aside>
      </div>
      <SayDialog
        title={say('consentGoneTitle')}
        text={say(open ? 'consentGoneBefore' : 'consentGoneAfter', { name: page.source.name })}
        confirm={say('consentGoneConfirm')}
        command={() => ({
          noun: 'transfer',
          command: { do: 'withdraw_consent', id: page.id },
        })}
        open={losing}
        onClose={() => setLosing(false)}
      />
      <WithdrawTransfer transfer={page} open={withdrawing} onClose={() => setWithdrawing(false)} />
    </div>
  );
}

function ReferenceCard({ id, wanted }: { id: string; wanted: ReferenceWanted }) {
  const say = useWords(referenceWords);
  const { stage } = wanted;
  return (
    <Card title={say('referenceWindow')}>
      <p>{say(`wanted_${stage.kind}`)}</p>
      {stage.kind === 'declined' ? <p>{stage.reason}</p> : null}
      {stage.kind === 'arrived' ? (
        <p>
          <Link to="/transfers/$id/reference" params={{ id }}>
            {say('readReference')}
          </Link>
        </p>
      ) : null}
    </Card>
  );
}

function Remark({ view }: { view: TransferView }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const dates = useDates();
  const page = view.transfer;
  const saved = happened(page, 'requested');
  if (view.waiting)
    return (
      <Note
        tone="flat"
        icon="computer"
        title={say(page.stage.kind === 'requested' ? 'notLeft' : 'changeWaits')}
      >
        {saved && page.stage.kind === 'requested' ? (
          <p>{say('notLeftText', { when: dates.moment(saved.done_at) })}</p>
        ) : null}
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
  if (page.stage.kind === 'lapsed')
    return (
      <Note tone="flat" icon="clock" title={say('lapsedTitle')}>
        <p>{say('lapsedText')}</p>
      </Note>
    );
  if (page.stage.kind === 'recalled')
    return (
      <Note tone="bad" icon="alert" title={say('recalledTitle', { name: page.source.name })}>
        <p>{page.stage.reason}</p>
      </Note>
    );
  if (page.consent_withdrawn)
    return (
      <Note tone="bad" icon="stop" title={say('consentGoneNote')}>
        <p>
          {say('consentGoneTold', {
            organisation: page.consent_withdrawn.told,
            when: dates.moment(page.consent_withdrawn.at),
          })}
        </p>
        <p>{say(page.stage.kind === 'released' ? 'consentGoneKeep' : 'consentGoneAsk')}</p>
      </Note>
    );
  return null;
}

/** The source may still answer. */
const isOpen = (kind: Transfer['stage']['kind']): boolean =>
  kind === 'requested' || kind === 'awaiting_approval' || kind === 'more_asked';

/** Who else was asked for the same applicant's record. */
function Others({ rows }: { rows: readonly TransferRow[] }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const sayState = useWords(transferWords);
  if (rows.length === 0) return null;
  return (
    <Card title={say('otherSources')}>
      <SummaryList
        facts={rows.map((row) => ({
          key: row.id,
          label: sayPart('withCode', { name: row.source.name, code: row.source.ods_code }),
          value: (
            <Link to="/transfers/$id" params={{ id: row.id }}>
              {say('stateAndOccasion', {
                state: sayState(`stage_${transferState(row)}`),
                occasion: sayPart(row.occasion),
              })}
            </Link>
          ),
        }))}
      />
    </Card>
  );
}

function TransferStages({ view }: { view: TransferView }) {
  const say = useWords(words);
  const sayState = useWords(transferWords);
  const dates = useDates();
  const page = view.transfer;
  const at = (kind: Entry['what']['kind']): string => {
    const entry = happened(page, kind);
    return entry ? dates.momentFirst(entry.at) : say('notYet');
  };
  const { kind } = page.stage;
  const unsent = view.waiting && kind === 'requested';
  const ended =
    kind === 'refused' ||
    kind === 'withdrawn' ||
    kind === 'consent_withdrawn' ||
    kind === 'lapsed' ||
    kind === 'recalled';
  const released = kind === 'released';
  const automatic = happened(page, 'matched_in_full') !== undefined;
  const matched = automatic || happened(page, 'match_confirmed') !== undefined;
  const left = view.mine.filter((part) => page.parts[part] === 'arrived').length;
  const allOver = partOrder.every((part) => isOver(page.parts[part] ?? 'not_coming'));
  const matchState: Stage['state'] = matched
    ? 'done'
    : ended
      ? 'stopped'
      : unsent
        ? 'ahead'
        : 'now';
  const reviewText =
    left > 0 ? say('partsLeft', { n: left }) : say(allOver ? 'allReviewed' : 'teamDecides');
  return (
    <Stages
      label={say('stages')}
      stages={[
        {
          key: 'requested',
          name: say('step_requested'),
          detail: unsent ? say('step_waiting') : at('requested'),
          state: unsent ? 'now' : 'done',
        },
        {
          key: 'matched',
          name: say('step_matched'),
          detail: matched
            ? say(automatic ? 'automaticAll' : 'byApprover')
            : kind === 'more_asked'
              ? sayState('stage_more_asked')
              : say(kind === 'awaiting_approval' ? 'withApprover' : 'notYet'),
          state: matchState,
        },
        {
          key: 'released',
          name: ended ? sayState(`stage_${kind}`) : say('step_released'),
          detail: at(ended ? kind : 'released'),
          state: released ? 'done' : ended ? 'stopped' : 'ahead',
        },
        {
          key: 'review',
          name: say('step_review'),
          detail: released ? reviewText : say('notYet'),
          state: !released ? 'ahead' : allOver ? 'done' : 'now',
        },
      ]}
    />
  );
}

function Disclosed({ entry }: { entry: Entry }) {
  const say = useWords(happenedWords);
  const sayField = useWords(fieldWords);
  const sayTerm = useWords(referenceTerms);
  if (entry.what.kind === 'reference_submitted') {
    return (
      <details>
        <summary>{say('whatWasDisclosed')}</summary>
        <ul className="meta">
          {entry.what.questions.map((question) => (
            <li key={question}>{sayTerm(question)}</li>
          ))}
        </ul>
      </details>
    );
  }
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
