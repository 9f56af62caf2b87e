// The source's decision: the question as the title, who may be meant, exactly what would leave, what
// follows, and then release or refuse. Nothing is chosen beforehand.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { EnquiryView } from '../../bindings';
import { useRead } from '../../data/read';
import { held } from '../../data/record';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { FactStrip } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { PageHead } from '../../kit/PageHead';
import { Pane } from '../../kit/Pane';
import { Loading } from '../../kit/States';
import { Timeline } from '../../kit/Timeline';
import { fullName } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { Candidates } from './Candidates';
import { Exchanges } from './Exchanges';
import { happenedWords, happenings } from './happened';
import { IncidentCard } from './IncidentCard';
import { ReleaseDecision } from './ReleaseDecision';
import { enquiryRoute } from './routes';
import { SayDialog } from './SayDialog';
import { sourceWords } from './sourceWords';

export function EnquiryPage() {
  const { id } = enquiryRoute.useParams();
  const view = held(useRead('enquiryPage', { id }));
  return view ? <Shown view={view} /> : <Loading />;
}

function Shown({ view }: { view: EnquiryView }) {
  const say = useWords(sourceWords);
  const sayPart = useWords(partWords);
  const sayHappened = useWords(happenedWords);
  const dates = useDates();
  const { person } = enquiryRoute.useSearch();
  const chosen = view.candidates.find((it) => it.person === person) ?? null;
  const page = view.enquiry;
  const organisation = page.asker.name;
  const [doing, setDoing] = useState<'lose' | 'recall' | null>(null);
  const undecided = page.stage.kind === 'awaiting_approval' || page.stage.kind === 'more_asked';
  const open = undecided && !view.waiting && !view.own_request;
  const released = page.stage.kind === 'released';
  const mayLose = (undecided || released) && !page.consent_withdrawn && !view.waiting;
  return (
    <div className="page">
      <PageHead
        title={
          !open
            ? say('questionDecided', { organisation })
            : chosen
              ? say('question', { name: fullName(chosen.name), organisation })
              : say('questionOpen', { organisation })
        }
        windowTitle={say('enquiryWindow')}
        path={[
          {
            key: 'list',
            link: (
              <Link to="/enquiries" activeOptions={{ exact: true }}>
                {say('enquiries')}
              </Link>
            ),
          },
          { key: 'here', link: <span aria-current="page">{say('enquiryWindow')}</span> },
        ]}
        actions={
          <>
            {mayLose ? (
              <Button look="destructive" onClick={() => setDoing('lose')}>
                {say('consentGone')}
              </Button>
            ) : null}
            {released && !view.waiting ? (
              <Button look="destructive" onClick={() => setDoing('recall')}>
                {say('recall')}
              </Button>
            ) : null}
          </>
        }
      />
      <FactStrip
        facts={[
          {
            key: 'by',
            label: say('askedBy'),
            value: `${page.asked_by.name}, ${sayPart('withCode', { name: organisation, code: page.asker.ods_code })}`,
          },
          { key: 'post', label: say('forPost'), value: page.post },
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
            value: say('consentGiven', {
              on: dates.day(page.consent.given_on),
              means: sayPart(page.consent.means),
            }),
          },
          ...(page.reference
            ? [{ key: 'reference', label: say('reference'), value: say('referenceAsked') }]
            : []),
        ]}
      />
      <div className="split">
        <Pane label={say('enquiryWindow')}>
          <div className="cards">
            <Remark view={view} />
            {view.incident ? <IncidentCard incident={view.incident} /> : null}
            <Exchanges exchanges={page.exchanges ?? []} />
            {open ? (
              <>
                <Card title={say('whoIsMeant')} aside={say('whoIsMeantAside')} flush>
                  <Candidates view={view} chosen={chosen} />
                </Card>
                <ReleaseDecision
                  key={chosen?.preview.digest ?? 'nobody'}
                  page={page}
                  chosen={chosen}
                />
              </>
            ) : null}
          </div>
        </Pane>
        <aside className="side narrow" aria-label={say('timeline')} data-pane="panel" tabIndex={-1}>
          <div className="body">
            <h2>{say('timeline')}</h2>
            <Timeline
              happenings={happenings(page.history, view.unsent, sayHappened, dates, () => null)}
            />
          </div>
        </aside>
      </div>
      <SayDialog
        title={say('consentGoneTitle')}
        text={say(released ? 'consentGoneAfter' : 'consentGoneBefore', { organisation })}
        confirm={say('consentGoneConfirm')}
        command={() => ({ noun: 'enquiry', command: { do: 'withdraw_consent', id: page.id } })}
        open={doing === 'lose'}
        onClose={() => setDoing(null)}
      />
      <SayDialog
        title={say('recallTitle')}
        text={say('recallText', { organisation })}
        field={{
          name: 'reason',
          label: say('recallWhy'),
          hint: say('recallHint'),
          need: say('needRecallReason'),
        }}
        confirm={say('recallConfirm')}
        command={(reason) => ({
          noun: 'enquiry',
          command: { do: 'recall', id: page.id, reason },
        })}
        open={doing === 'recall'}
        onClose={() => setDoing(null)}
      />
    </div>
  );
}

function Remark({ view }: { view: EnquiryView }) {
  const say = useWords(sourceWords);
  const dates = useDates();
  const page = view.enquiry;
  if (view.waiting)
    return (
      <Note tone="flat" icon="computer" title={say('decisionWaiting')}>
        <p>{say('decisionWaitingText')}</p>
        <p>
          <Link to="/waiting">{say('seeWaiting')}</Link>
        </p>
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
      </Note>
    );
  switch (page.stage.kind) {
    case 'more_asked':
      return (
        <Note tone="flat" icon="clock" title={say('waitsForAnswer')}>
          <p>{say('waitsForAnswerText')}</p>
        </Note>
      );
    case 'awaiting_approval':
      return view.own_request ? (
        <Note tone="warn" icon="alert" title={say('ownRequest')}>
          <p>{say('ownRequestText')}</p>
        </Note>
      ) : null;
    case 'released':
      return <Note tone="flat" icon="check" title={say('decidedReleased')} />;
    case 'refused':
      return (
        <Note tone="flat" icon="stop" title={say('decidedRefused')}>
          <p>{say(`reason_${page.stage.reason}`)}</p>
          {page.stage.note ? <p>{page.stage.note}</p> : null}
        </Note>
      );
    case 'ended':
      return <Note tone="flat" icon="close" title={say('decidedEnded')} />;
    case 'lapsed':
      return <Note tone="flat" icon="clock" title={say('decidedLapsed')} />;
    case 'recalled':
      return (
        <Note tone="bad" icon="alert" title={say('decidedRecalled')}>
          <p>{page.stage.reason}</p>
        </Note>
      );
    case 'consent_withdrawn':
      return <Note tone="bad" icon="stop" title={say('consentGoneNote')} />;
  }
}
