// A reference that arrived: read only, with who completed it and when, and what of three years is
// covered by all that arrived.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReferenceArrivedView, ReferenceQuestion } from '../../bindings';
import { usePrintReference } from '../../data/files';
import { useRead } from '../../data/read';
import { held } from '../../data/record';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { SummaryList } from '../../kit/Facts';
import { ErrorSummary, type Problem } from '../../kit/Form';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { PageHead } from '../../kit/PageHead';
import { Pane } from '../../kit/Pane';
import { Loading } from '../../kit/States';
import { fullName } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { answerLines, isAboutSickness, referenceTerms } from '../../terms/reference';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { CoverCard } from './ReferenceCover';
import { Lines } from './ReferencePage';
import { referenceWords } from './referenceWords';
import { referenceArrivedRoute } from './routes';

const conduct: readonly ReferenceQuestion[] = [
  'warnings',
  'investigations',
  'safeguarding',
  'referral',
];

export function ReferenceArrived() {
  const { id } = referenceArrivedRoute.useParams();
  const view = held(useRead('referenceArrived', { id }));
  return view ? <Shown view={view} /> : <Loading />;
}

function Shown({ view }: { view: ReferenceArrivedView }) {
  const say = useWords(referenceWords);
  const sayPart = useWords(partWords);
  const dates = useDates();
  const { part } = view;
  const { said } = part;
  const name = fullName(part.name);
  const names = [part.source, ...view.others].map((it) => it.name).join(', ');
  return (
    <div className="page">
      <PageHead
        title={say('referenceOf', { name })}
        windowTitle={say('referenceWindow')}
        fact={say('arrivedFact', {
          name: sayPart('withCode', { name: part.source.name, code: part.source.ods_code }),
        })}
        path={[
          {
            key: 'list',
            link: (
              <Link to="/transfers" activeOptions={{ exact: true }}>
                {say('transfers')}
              </Link>
            ),
          },
          {
            key: 'transfer',
            link: (
              <Link to="/transfers/$id" params={{ id: part.id }} activeOptions={{ exact: true }}>
                {say('transfer')}
              </Link>
            ),
          },
          { key: 'here', link: <span aria-current="page">{say('referenceWindow')}</span> },
        ]}
      />
      <div className="split">
        <Pane label={say('referenceWindow')}>
          <div className="cards">
            <Card title={say('completed')}>
              <p>
                {say('completedBy', {
                  name: said.completed.by,
                  post: said.completed.completed_as,
                  when: dates.moment(said.completed.at),
                })}
              </p>
              <p className="meta">{say('asAt', { when: dates.moment(said.as_at) })}</p>
            </Card>
            <Answers
              view={view}
              heading="employmentHeading"
              of={(question) => !isAboutSickness(question) && !conduct.includes(question)}
            />
            <CoverCard cover={view.cover} text={say('coverThere', { names })} />
            {said.sickness_withheld ? (
              <Note tone="warn" icon="shield" title={say('withheld')}>
                <p>{say('withheldText')}</p>
              </Note>
            ) : (
              <Answers
                view={view}
                heading="sicknessHeading"
                aside={say('sicknessWindow', {
                  from: dates.day(said.sickness_from),
                  to: dates.day(said.as_at),
                })}
                of={isAboutSickness}
              />
            )}
            <Answers
              view={view}
              heading="conductHeading"
              of={(question) => conduct.includes(question)}
            />
            <Card title={say('supporting')}>
              <p>{said.supporting || say('noSupporting')}</p>
            </Card>
            <Print id={part.id} />
          </div>
        </Pane>
      </div>
    </div>
  );
}

interface AnswersProps {
  readonly view: ReferenceArrivedView;
  readonly heading: 'employmentHeading' | 'sicknessHeading' | 'conductHeading';
  readonly aside?: string;
  readonly of: (question: ReferenceQuestion) => boolean;
}

function Answers({ view, heading, aside, of }: AnswersProps) {
  const say = useWords(referenceWords);
  const sayTerm = useWords(referenceTerms);
  const dates = useDates();
  return (
    <Card title={say(heading)} aside={aside}>
      <SummaryList
        facts={view.part.said.lines
          .filter((line) => of(line.question))
          .map((line) => ({
            key: line.question,
            label: sayTerm(line.question),
            value: line.answer ? (
              <Lines lines={answerLines(line.answer, sayTerm, dates)} />
            ) : (
              <span className="meta">{say('notAnswered')}</span>
            ),
          }))}
      />
    </Card>
  );
}

function Print({ id }: { id: string }) {
  const say = useWords(referenceWords);
  const { language } = useLanguage();
  const [path, setPath] = useState<string | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const printing = usePrintReference();
  const print = () => {
    if (printing.isPending) return;
    printing.mutate(
      { id, welsh: language === 'cy' },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') {
            setProblems([problemOf(answer.error, language)]);
            return;
          }
          setProblems([]);
          setPath(answer.data.path);
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Card title={say('savePdf')}>
      <ErrorSummary problems={problems} idOf={(field) => field} />
      <p className="meta">{say('pdfNote')}</p>
      <div className="form-actions">
        <Button onClick={print}>{say('savePdf')}</Button>
      </div>
      <p role="status">{path ? say('pdfSaved', { path }) : ''}</p>
    </Card>
  );
}
