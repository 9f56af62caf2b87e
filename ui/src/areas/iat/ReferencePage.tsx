// A reference at the source: the form beside what the records say, and sending or declining it.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReferenceLine, ReferenceView } from '../../bindings';
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
import { Row, Table } from '../../kit/Table';
import { fullName } from '../../terms/names';
import { answerLines, referenceTerms } from '../../terms/reference';
import { AnswerDialog } from './AnswerDialog';
import { CoverCard } from './ReferenceCover';
import { ReferenceDecision, Supporting } from './ReferenceDecision';
import { referenceWords } from './referenceWords';
import { referenceRoute } from './routes';

export function ReferencePage() {
  const { id } = referenceRoute.useParams();
  const view = held(useRead('referencePage', { id }));
  return view ? <Shown view={view} /> : <Loading />;
}

function Shown({ view }: { view: ReferenceView }) {
  const say = useWords(referenceWords);
  const dates = useDates();
  const page = view.reference;
  const name = fullName(page.name);
  const open = page.stage.kind === 'to_complete' && view.gives && !view.own_request;
  return (
    <div className="page">
      <PageHead
        title={say('referenceOf', { name })}
        windowTitle={say('referenceWindow')}
        fact={say('askedByName', { name: page.asked_by.name, organisation: page.asker.name })}
        path={[
          {
            key: 'list',
            link: (
              <Link to="/references" activeOptions={{ exact: true }}>
                {say('references')}
              </Link>
            ),
          },
          { key: 'here', link: <span aria-current="page">{name}</span> },
        ]}
      />
      <FactStrip
        facts={[
          { key: 'post', label: say('post'), value: page.post },
          {
            key: 'offer',
            label: say('offer'),
            value: page.asked.offered_on
              ? say('offerMade', { on: dates.day(page.asked.offered_on) })
              : say('offerNone'),
          },
          {
            key: 'consent',
            label: say('consent'),
            value: dates.day(page.asked.consent.given_on),
          },
          { key: 'opened', label: say('opened'), value: dates.momentFirst(page.opened_at) },
        ]}
      />
      <div className="split">
        <Pane label={say('referenceWindow')}>
          <div className="cards">
            <Remarks view={view} />
            <FormCard id={page.id} lines={page.lines} open={open} />
            <CoverCard cover={view.cover} text={say('coverHere')} />
            <Supporting reference={page} open={open} />
            {open ? <ReferenceDecision view={view} /> : null}
          </div>
        </Pane>
      </div>
    </div>
  );
}

function Remarks({ view }: { view: ReferenceView }) {
  const say = useWords(referenceWords);
  const dates = useDates();
  const { stage } = view.reference;
  const complete = stage.kind === 'to_complete';
  return (
    <>
      {view.waiting ? (
        <Note tone="flat" icon="computer" title={say('waits')}>
          <p>
            <Link to="/waiting">{say('seeWaiting')}</Link>
          </p>
        </Note>
      ) : null}
      {stage.kind === 'submitted' && !view.waiting ? (
        <Note tone="flat" icon="check" title={say('wasSubmitted')}>
          <p>
            {say('completedBy', {
              name: stage.completed.by,
              post: stage.completed.completed_as,
              when: dates.moment(stage.completed.at),
            })}
          </p>
        </Note>
      ) : null}
      {stage.kind === 'declined' ? (
        <Note tone="flat" icon="stop" title={say('wasDeclined')}>
          <p>{stage.reason}</p>
        </Note>
      ) : null}
      {stage.kind === 'ended' ? <Note tone="flat" icon="close" title={say('wasEnded')} /> : null}
      {complete && view.own_request ? (
        <Note tone="warn" icon="alert" title={say('ownRequest')} />
      ) : null}
      {complete && !view.gives ? <Note tone="flat" icon="help" title={say('readOnly')} /> : null}
      {view.sickness_withheld ? (
        <Note tone="warn" icon="shield" title={say('withheld')}>
          <p>{say('withheldText')}</p>
        </Note>
      ) : null}
      {complete ? (
        <Note tone="info" icon="help" title={say('factsOnly')}>
          <p>{say('factsOnlyText')}</p>
        </Note>
      ) : null}
    </>
  );
}

interface FormCardProps {
  readonly id: string;
  readonly lines: readonly ReferenceLine[];
  readonly open: boolean;
}

function FormCard({ id, lines, open }: FormCardProps) {
  const say = useWords(referenceWords);
  const sayTerm = useWords(referenceTerms);
  const dates = useDates();
  const [changing, setChanging] = useState<ReferenceLine | null>(null);
  return (
    <Card title={say('form')} aside={say('formAside')} flush>
      <Table
        label={say('form')}
        columns={[
          { key: 'question', label: say('question') },
          { key: 'original', label: say('original') },
          { key: 'answer', label: say('answer') },
          ...(open ? [{ key: 'change', label: say('change'), silent: true }] : []),
        ]}
      >
        {lines.map((line) => {
          const what = sayTerm(line.question);
          return (
            <Row
              key={line.question}
              head={<span className="strong">{what}</span>}
              cells={[
                {
                  key: 'original',
                  label: say('original'),
                  value: line.original ? (
                    <Lines lines={answerLines(line.original, sayTerm, dates)} />
                  ) : (
                    <span className="meta">{say('notHeldHere')}</span>
                  ),
                },
                {
                  key: 'answer',
                  label: say('answer'),
                  value: (
                    <>
                      {line.answer ? (
                        <Lines lines={answerLines(line.answer, sayTerm, dates)} />
                      ) : (
                        <span className="meta">{say('notAnswered')}</span>
                      )}
                      {line.amended ? (
                        <p className="meta">
                          {say('amendedBy', {
                            name: line.amended.by.name,
                            when: dates.moment(line.amended.at),
                          })}
                        </p>
                      ) : null}
                    </>
                  ),
                },
                ...(open
                  ? [
                      {
                        key: 'change',
                        value: (
                          <Button
                            aria-label={say('changeWhat', { what })}
                            onClick={() => setChanging(line)}
                          >
                            {say('change')}
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          );
        })}
      </Table>
      {changing ? <AnswerDialog id={id} line={changing} onClose={() => setChanging(null)} /> : null}
    </Card>
  );
}

export function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <>
      {lines.map((line, n) => (
        <span key={n} className="line">
          {line}
          <br />
        </span>
      ))}
    </>
  );
}
