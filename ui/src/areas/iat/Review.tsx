// The review of one part: what is held beside what arrived, and a choice for each row that differs.
// Nothing is chosen beforehand; only what is new may be accepted all at once; some may be saved now
// and the rest later.
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Choice as Chosen, Command, ItemChoice, PartKind, ReviewHead } from '../../bindings';
import { useAct } from '../../data/act';
import { useRead } from '../../data/read';
import { held } from '../../data/record';
import { useRoles } from '../../data/session';
import { Button } from '../../kit/Button';
import { ErrorSummary, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { PageHead } from '../../kit/PageHead';
import { Loading } from '../../kit/States';
import { fullName, recruits } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { Reckonable } from './Reckonable';
import { ReviewTable } from './ReviewTable';
import {
  type ReviewLine,
  useCompetenceLines,
  useFieldLines,
  useImmunisationLines,
} from './reviewLines';
import { reviewRoute } from './routes';
import { words } from './words';

export function Review() {
  const { id, part } = reviewRoute.useParams();
  switch (part) {
    case 'recruitment':
      return <OfRecruitment id={id} />;
    case 'learning':
      return <OfLearning id={id} />;
    case 'occupational_health':
      return <OfOh id={id} />;
  }
}

function OfRecruitment({ id }: { id: string }) {
  const write = useFieldLines();
  const view = held(useRead('recruitmentReview', { id }));
  return view ? (
    <Shown part="recruitment" head={view.head} rows={view.rows.map(write)}>
      {view.reckoned ? <Reckonable reckoned={view.reckoned} /> : null}
    </Shown>
  ) : (
    <Loading />
  );
}

function OfLearning({ id }: { id: string }) {
  const write = useCompetenceLines();
  const view = held(useRead('learningReview', { id }));
  return view ? (
    <Shown part="learning" head={view.head} rows={view.rows.map(write)} />
  ) : (
    <Loading />
  );
}

function OfOh({ id }: { id: string }) {
  const write = useImmunisationLines();
  const view = held(useRead('ohReview', { id }));
  return view ? (
    <Shown part="occupational_health" head={view.head} rows={view.rows.map(write)} />
  ) : (
    <Loading />
  );
}

const commandFor = (part: PartKind, id: string, choices: ItemChoice[]): Command => {
  const command = { do: 'decide' as const, id, choices };
  switch (part) {
    case 'recruitment':
      return { noun: 'recruitment_part', command };
    case 'learning':
      return { noun: 'learning_part', command };
    case 'occupational_health':
      return { noun: 'oh_part', command };
  }
};

const takingOut = (part: PartKind, id: string): Command => {
  const command = { do: 'take_out' as const, id };
  switch (part) {
    case 'recruitment':
      return { noun: 'recruitment_part', command };
    case 'learning':
      return { noun: 'learning_part', command };
    case 'occupational_health':
      return { noun: 'oh_part', command };
  }
};

interface ShownProps {
  readonly part: PartKind;
  readonly head: ReviewHead;
  readonly rows: readonly ReviewLine[];
  /** What stands below the rows. */
  readonly children?: ReactNode;
}

function Shown({ part, head, rows, children }: ShownProps) {
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
  // Only those who ask for records hold the transfer itself.
  const isRecruiter = recruits(useRoles());

  const undecided = rows.filter((row) => row.comparison !== 'same' && row.choice === null);
  const fresh = undecided.filter((row) => choices.has(row.item));
  const left = undecided.length - fresh.length;
  const brandNew = undecided.filter((row) => row.comparison === 'new' && !choices.has(row.item));
  const same = rows.filter((row) => row.comparison === 'same').length;
  const shown = onlyLeft ? undecided.filter((row) => !choices.has(row.item)) : rows;

  // Nothing came, or only what is held: the team ends it by its own hand.
  const { recalled } = head;
  const toFinish = undecided.length === 0 && head.decided === null && recalled === null;
  const toTakeOut = recalled !== null && recalled.taken_out === null && rows.length > 0;

  const choose = (item: number, choice: Chosen) => setChoices(new Map(choices).set(item, choice));
  const acceptNew = () =>
    setChoices(
      new Map([...choices, ...brandNew.map((row) => [row.item, 'accept' as Chosen] as const)]),
    );
  const leave = () =>
    void (isRecruiter
      ? navigate({ to: '/transfers/$id', params: { id: head.id } })
      : navigate({ to: '/work' }));

  const save = () => {
    if (acting.isPending) return;
    if (fresh.length === 0 && !toFinish) {
      setProblems([{ field: null, message: say('chooseSome') }]);
      return;
    }
    acting.mutate(
      {
        command: commandFor(
          part,
          head.id,
          fresh.flatMap((row) => {
            const choice = choices.get(row.item);
            return choice ? [{ item: row.item, choice }] : [];
          }),
        ),
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
          if (left === 0) leave();
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  useSaveKey(save);
  const takeOut = () => {
    if (acting.isPending) return;
    acting.mutate(
      { command: takingOut(part, head.id) },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
          else announce(say('decisionsSaved'));
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };

  const name = sayPart(part);
  return (
    <div className="page review">
      <PageHead
        title={say('reviewTitle', { name: fullName(head.name) })}
        windowTitle={say('reviewWindow')}
        wrong={problems.length > 0}
        fact={say('reviewFact', {
          name: sayPart('withCode', { name: head.source.name, code: head.source.ods_code }),
          when: dates.moment(head.arrived_at),
        })}
        path={[
          ...(isRecruiter
            ? [
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
                      params={{ id: head.id }}
                      activeOptions={{ exact: true }}
                    >
                      {say('transferWindow')}
                    </Link>
                  ),
                },
              ]
            : [{ key: 'work', link: <Link to="/work">{say('yourWork')}</Link> }]),
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
                      params: { id: head.id, part: part },
                      search: { left: event.target.checked },
                      replace: true,
                    })
                  }
                />
                {say('onlyLeft')}
              </label>
              {brandNew.length > 0 && !head.consent_withdrawn ? (
                <Button onClick={acceptNew}>{say('acceptNew', { n: brandNew.length })}</Button>
              ) : null}
            </>
          ) : null
        }
      />
      <div className="split">
        <div className="pane">
          {recalled ? (
            <Note
              tone="bad"
              icon="alert"
              title={say(rows.length > 0 ? 'recalledReview' : 'recalledNothing')}
            >
              <p>{recalled.reason}</p>
              {recalled.taken_out ? (
                <p>
                  {say('takenOut', {
                    name: recalled.taken_out.by.name,
                    when: dates.moment(recalled.taken_out.at),
                  })}
                </p>
              ) : null}
            </Note>
          ) : head.consent_withdrawn ? (
            <Note tone="bad" icon="stop" title={say('consentGoneReview')} />
          ) : null}
          {head.waiting ? <Note tone="flat" icon="computer" title={say('choicesWait')} /> : null}
          {problems.length > 0 ? (
            <div className="pane padded">
              <ErrorSummary problems={problems} idOf={(field) => field} />
            </div>
          ) : null}
          <ReviewTable rows={shown} choices={choices} onChoose={choose} />
          {children ? <div className="cards">{children}</div> : null}
        </div>
      </div>
      {recalled ? (
        toTakeOut ? (
          <div className="bar">
            <span className="grow" />
            <Button look="destructive" onClick={takeOut}>
              {say('takeOut', { n: rows.length })}
            </Button>
          </div>
        ) : null
      ) : undecided.length > 0 ? (
        <div className="bar">
          <div>
            <p className="strong">{say('leftToDecide', { n: left })}</p>
            <p className="meta">{say('decidedAndSame', { decided: fresh.length, same })}</p>
          </div>
          <span className="grow" />
          <Button onClick={leave}>{say('finishLater')}</Button>
          <Button look="main" keys="Ctrl+S" onClick={save}>
            {say('saveDecisions', { n: fresh.length })}
          </Button>
        </div>
      ) : (
        <div className="bar">
          <p className="strong">{say(toFinish ? 'nothingToChoose' : 'reviewDone')}</p>
          {toFinish ? (
            <>
              <span className="grow" />
              <Button look="main" keys="Ctrl+S" onClick={save}>
                {say('finishReview')}
              </Button>
            </>
          ) : null}
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
