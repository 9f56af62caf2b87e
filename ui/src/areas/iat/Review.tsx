// The review of one part: what is held beside what arrived, and a choice for each row that differs.
// Nothing is chosen beforehand; only what is new may be accepted all at once; some may be saved now
// and the rest later.
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Choice as Chosen, PartReview } from '../../bindings';
import { useAct } from '../../data/act';
import { useRead } from '../../data/read';
import { Button, buttonClass } from '../../kit/Button';
import { ErrorSummary, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Loading } from '../../kit/States';
import { partWords } from '../../terms/parts';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { ReviewTable } from './ReviewTable';
import { reviewRoute } from './routes';
import { words } from './words';

export function Review() {
  const { id, part } = reviewRoute.useParams();
  const review = useRead('partReview', id, part);
  return review.data ? <Shown review={review.data} /> : <Loading />;
}

function Shown({ review }: { review: PartReview }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const dates = useDates();
  const { language } = useLanguage();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const { left: onlyLeft } = reviewRoute.useSearch();
  const [choices, setChoices] = useState<ReadonlyMap<number, Chosen>>(new Map());
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();

  const undecided = review.rows.filter((row) => row.compare !== 'same' && row.choice === null);
  const fresh = undecided.filter((row) => choices.has(row.item));
  const left = undecided.length - fresh.length;
  const brandNew = undecided.filter((row) => row.compare === 'new' && !choices.has(row.item));
  const same = review.rows.filter((row) => row.compare === 'same').length;
  const shown = onlyLeft ? undecided.filter((row) => !choices.has(row.item)) : review.rows;

  const choose = (item: number, choice: Chosen) => setChoices(new Map(choices).set(item, choice));
  const acceptNew = () =>
    setChoices(
      new Map([...choices, ...brandNew.map((row) => [row.item, 'accept' as Chosen] as const)]),
    );
  const toTransfer = () => void navigate({ to: '/transfers/$id', params: { id: review.transfer } });

  const save = () => {
    if (acting.isPending) return;
    if (fresh.length === 0) {
      setProblems([{ field: null, message: say('chooseSome') }]);
      return;
    }
    acting.mutate(
      {
        command: {
          kind: 'decide_part',
          id: review.transfer,
          part: review.part,
          choices: fresh.flatMap((row) => {
            const choice = choices.get(row.item);
            return choice ? [{ item: row.item, choice }] : [];
          }),
        },
      },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') {
            setProblems([problemOf(answer.error, language)]);
            return;
          }
          setProblems([]);
          setChoices(new Map());
          announce(say('decisionsSaved'));
          if (left === 0) toTransfer();
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  useSaveKey(save);

  const name = sayPart(review.part);
  return (
    <div className="page review">
      <PageHead
        title={say('reviewTitle', { name: review.name })}
        windowTitle={say('reviewWindow')}
        wrong={problems.length > 0}
        fact={say('reviewFact', {
          name: sayPart('withCode', { name: review.source.name, code: review.source.ods_code }),
          when: dates.moment(review.arrived_at),
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
              <Link
                to="/transfers/$id"
                params={{ id: review.transfer }}
                activeOptions={{ exact: true }}
              >
                {say('transferWindow')}
              </Link>
            ),
          },
          {
            key: 'here',
            link: <span aria-current="page">{say('partName', { part: name })}</span>,
          },
        ]}
        actions={
          undecided.length > 0 ? (
            <>
              <label className="check">
                <input
                  type="checkbox"
                  checked={onlyLeft}
                  onChange={(event) =>
                    void navigate({
                      to: '/transfers/$id/review/$part',
                      params: { id: review.transfer, part: review.part },
                      search: { left: event.target.checked },
                      replace: true,
                    })
                  }
                />
                {say('onlyLeft')}
              </label>
              {brandNew.length > 0 ? (
                <Button onClick={acceptNew}>{say('acceptNew', { n: brandNew.length })}</Button>
              ) : null}
            </>
          ) : null
        }
      />
      <div className="split">
        <div className="pane">
          {problems.length > 0 ? (
            <div className="pane padded">
              <ErrorSummary problems={problems} idOf={(field) => field} />
            </div>
          ) : null}
          <ReviewTable part={review.part} rows={shown} choices={choices} onChoose={choose} />
        </div>
      </div>
      {undecided.length > 0 ? (
        <div className="bar">
          <div>
            <p className="strong">{say('leftToDecide', { n: left })}</p>
            <p className="meta">{say('decidedAndSame', { decided: fresh.length, same })}</p>
          </div>
          <span className="grow" />
          <Link
            className={buttonClass()}
            to="/transfers/$id"
            params={{ id: review.transfer }}
            activeOptions={{ exact: true }}
          >
            {say('finishLater')}
          </Link>
          <Button look="main" keys="Ctrl+S" onClick={save}>
            {say('saveDecisions', { n: fresh.length })}
          </Button>
        </div>
      ) : (
        <div className="bar">
          <p className="strong">{say('reviewDone')}</p>
        </div>
      )}
    </div>
  );
}

/** Ctrl+S saves, whatever has the focus. */
function useSaveKey(save: () => void) {
  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const ours = (event.ctrlKey || event.metaKey) && (event.key === 's' || event.key === 'Enter');
      if (!ours) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}
