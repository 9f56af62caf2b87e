// The source's decision: the question as the title, who may be meant, exactly what would leave, what
// follows, and then release or refuse. Nothing is chosen beforehand.
import { Link } from '@tanstack/react-router';
import type { EnquiryView } from '../../bindings';
import { useRead } from '../../data/read';
import { held } from '../../data/record';
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
import { happenedWords, happenings } from './happened';
import { ReleaseDecision } from './ReleaseDecision';
import { enquiryRoute } from './routes';
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
  const open = page.stage.kind === 'awaiting_approval' && !view.waiting && !view.own_request;
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
            <Timeline happenings={happenings(page.history, sayHappened, dates, () => null)} />
          </div>
        </aside>
      </div>
    </div>
  );
}

function Remark({ view }: { view: EnquiryView }) {
  const say = useWords(sourceWords);
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
  switch (page.stage.kind) {
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
  }
}
