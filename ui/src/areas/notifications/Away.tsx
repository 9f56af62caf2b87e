// Time away: who stands in for this person, for whom they stand in, and what this computer notifies of.
import { useRef, useState } from 'react';
import type { DelegationRow, NoticeKindName, Team } from '../../bindings';
import { act, useAct } from '../../data/act';
import { useAsk } from '../../data/ask';
import { useRead } from '../../data/read';
import { useRoles } from '../../data/session';
import { useSetting } from '../../data/setting';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { Combobox } from '../../kit/Combobox';
import { DateInput, isoOf, noDate } from '../../kit/DateInput';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Checkboxes, Select } from '../../kit/Options';
import { PageHead } from '../../kit/PageHead';
import { Pane } from '../../kit/Pane';
import { Loading } from '../../kit/States';
import { Tag } from '../../kit/Tag';
import { teamsOf, teamWords } from '../../terms/names';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { useKindNames, useKindsOf } from './kinds';
import { dayOf } from './lines';
import { words } from './words';

export function Away() {
  const say = useWords(words);
  const rows = useRead('delegations', {}).data;
  const mine = useRef<HTMLDivElement>(null);
  return (
    <div className="page">
      <PageHead title={say('away')} windowTitle={say('away')} fact={say('awayFact')} />
      <div className="split">
        <Pane label={say('away')}>
          {rows === undefined ? (
            <Loading />
          ) : (
            <div className="cards">
              <div ref={mine} tabIndex={-1}>
                <Card title={say('awayMine')}>
                  <Delegations rows={rows.filter((row) => row.mine)} />
                </Card>
              </div>
              <Card title={say('awayTheirs')}>
                <Delegations rows={rows.filter((row) => !row.mine)} />
              </Card>
              <Card title={say('awayForm')}>
                <Delegate onSaved={() => mine.current?.focus()} />
              </Card>
              <Card title={say('notices')}>
                <Notices />
              </Card>
            </div>
          )}
        </Pane>
      </div>
    </div>
  );
}

function Delegations({ rows }: { rows: readonly DelegationRow[] }) {
  const say = useWords(words);
  const nameOf = useKindNames();
  const dates = useDates();
  const ask = useAsk();
  const today = dayOf(new Date());
  if (rows.length === 0) return <p className="meta">{say('awayNobody')}</p>;
  return (
    <ul className="delegations">
      {rows.map(({ delegation, mine, waiting }) => {
        const { id, from, to, first, last, kinds, ended } = delegation;
        const name = (mine ? to : from).name;
        const over = ended !== null || last < today;
        return (
          <li key={id}>
            <div>
              <strong>{name}</strong>
              <p>{say('awayDays', { first: dates.day(first), last: dates.day(last) })}</p>
              <p className="meta">
                {kinds.length === 0 ? say('allKinds') : kinds.map(nameOf).join(', ')}
              </p>
              {ended ? (
                <p className="meta">
                  {say('awayEnded', { when: dates.moment(ended.at), who: ended.by.name })}
                </p>
              ) : null}
            </div>
            {waiting ? (
              <Tag tone="warn" icon="clock">
                {say('state_waiting_to_send')}
              </Tag>
            ) : (
              <Tag tone={over ? 'neutral' : 'info'} icon={over ? 'check' : 'calendar'}>
                {say(over ? 'awayPast' : first > today ? 'awayComing' : 'awayNow')}
              </Tag>
            )}
            {over || waiting ? null : (
              <Button
                aria-label={say('awayEndOf', { name })}
                onClick={() => ask(() => act({ noun: 'delegation', command: { do: 'end', id } }))}
              >
                {say('awayEnd')}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Delegate({ onSaved }: { onSaved: () => void }) {
  const say = useWords(words);
  const sayTeam = useWords(teamWords);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const nameOf = useKindNames();
  const mine = teamsOf(useRoles());
  const colleagues = useRead('colleagues', {}).data ?? [];
  const [chosenTeam, setTeam] = useState<Team | null>(null);
  // Who is of one team has nothing to choose.
  const team = chosenTeam ?? (mine.length === 1 ? (mine[0] ?? null) : null);
  const offered = useKindsOf(team ? [team] : mine);
  const [to, setTo] = useState<string | null>(null);
  const [first, setFirst] = useState(noDate);
  const [last, setLast] = useState(noDate);
  const [kinds, setKinds] = useState<readonly NoticeKindName[]>([]);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const submit = () => {
    if (acting.isPending) return;
    const days = { first: isoOf(first), last: isoOf(last) };
    const missing: Problem[] = [
      ...(team === null ? [{ field: 'team', message: say('needTeam') }] : []),
      ...(to === null ? [{ field: 'to', message: say('needColleague') }] : []),
      ...(days.first === null ? [{ field: 'first', message: say('needFirst') }] : []),
      ...(days.last === null ? [{ field: 'last', message: say('needLast') }] : []),
    ];
    if (team === null || to === null || days.first === null || days.last === null) {
      setProblems(missing);
      return;
    }
    acting.mutate(
      {
        command: {
          noun: 'delegation',
          command: {
            do: 'make',
            id: crypto.randomUUID(),
            team,
            to,
            first: days.first,
            last: days.last,
            kinds: [...kinds],
          },
        },
      },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') {
            setProblems([problemOf(answer.error, language)]);
            return;
          }
          setProblems([]);
          setTo(null);
          setFirst(noDate);
          setLast(noDate);
          setKinds([]);
          announce(say('awaySaved'));
          // The form is long: what was saved stands above it.
          onSaved();
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Form label={say('awayForm')} problems={problems} onSubmit={submit}>
      <p className="nhsuk-form-group">{say('awayHint')}</p>
      {mine.length > 1 ? (
        <Select
          name="team"
          label={say('awayTeam')}
          placeholder={say('needTeam')}
          options={mine.map((value) => ({ value, label: sayTeam(value) }))}
          value={team}
          onChange={(chosen) => {
            setTeam(chosen);
            setKinds([]);
          }}
        />
      ) : null}
      <Combobox
        name="to"
        label={say('awayTo')}
        options={colleagues
          .filter((it, n, all) => all.findIndex((one) => one.user.id === it.user.id) === n)
          .map(({ user, team: of }) => ({
            value: user.id,
            label: user.name,
            detail: sayTeam(of),
          }))}
        value={to}
        onChange={setTo}
      />
      <DateInput name="first" label={say('awayFirst')} value={first} onChange={setFirst} />
      <DateInput name="last" label={say('awayLast')} value={last} onChange={setLast} />
      <Checkboxes
        name="kinds"
        label={say('awayKinds')}
        hint={say('awayKindsHint')}
        options={offered.map((value) => ({ value, label: nameOf(value) }))}
        value={kinds}
        onChange={setKinds}
      />
      <div className="form-actions">
        <Button look="main" type="submit">
          {say('awaySubmit')}
        </Button>
      </div>
    </Form>
  );
}

/** The shell reads this setting: off, or the language in which it notifies. */
function Notices() {
  const say = useWords(words);
  const { language } = useLanguage();
  const [setting, keep] = useSetting('desktop_notices');
  return (
    <>
      <label>
        <input
          type="checkbox"
          checked={setting !== 'off'}
          onChange={(event) => keep(event.target.checked ? language : 'off')}
        />
        {say('noticesOn')}
      </label>
      <p className="meta">{say('noticesHint')}</p>
    </>
  );
}
