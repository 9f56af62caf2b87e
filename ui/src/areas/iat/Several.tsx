// Asking for the records of several starters at once: first who, then what is common and what is each
// one's own. Each is a request of its own; what was refused stays for correction.
import { Link } from '@tanstack/react-router';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Command, ConsentMeans, StarterRow, TransferOccasion } from '../../bindings';
import { useActMany } from '../../data/act';
import { useRead } from '../../data/read';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { Combobox, type ComboOption } from '../../kit/Combobox';
import { DateInput, isoOf, noDate, type TypedDate, typedDateOf } from '../../kit/DateInput';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { Checkboxes, Radios } from '../../kit/Options';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { NiNumberInput, TextInput } from '../../kit/TextInput';
import { fullName } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { type AskedStaff, means, occasions, staffKinds } from './requestChoices';
import { words } from './words';

export function Several() {
  const say = useWords(words);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  return (
    <div className="page">
      <PageHead
        title={say('severalTitle')}
        windowTitle={say('severalTitle')}
        fact={say('severalFact')}
        path={[
          {
            key: 'list',
            link: (
              <Link to="/transfers" activeOptions={{ exact: true }}>
                {say('transfers')}
              </Link>
            ),
          },
          { key: 'here', link: <span aria-current="page">{say('severalTitle')}</span> },
        ]}
      />
      <div className="split">
        <div className="pane padded">
          {chosen ? <Filled ids={chosen} /> : <Choose onChosen={setChosen} />}
        </div>
      </div>
    </div>
  );
}

/** Who: everybody with an offer, but those of whom it is recorded that there is nobody to ask. */
function Choose({ onChosen }: { onChosen: (ids: readonly string[]) => void }) {
  const say = useWords(words);
  const dates = useDates();
  const applicants = useRead('applicants', {}).data;
  const [ids, setIds] = useState<readonly string[]>([]);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  if (!applicants) return <Loading />;
  const open = applicants
    .filter((it) => it.stage.kind === 'offer_accepted' && !it.no_earlier_service)
    .sort((a, b) => (a.start_on ?? '9').localeCompare(b.start_on ?? '9'));
  if (open.length === 0)
    return <Empty title={say('severalNobody')}>{say('severalNobodyText')}</Empty>;
  const next = () => {
    if (ids.length === 0) setProblems([{ field: 'applicants', message: say('need_applicant') }]);
    else onChosen(ids);
  };
  return (
    <Form problems={problems} onSubmit={next}>
      <div className="form-actions">
        <Button onClick={() => setIds(open.map((it) => it.id))}>
          {say('chooseAll', { n: open.length })}
        </Button>
        <Button look="quiet" onClick={() => setIds([])}>
          {say('chooseNone')}
        </Button>
      </div>
      <Checkboxes
        name="applicants"
        label={say('severalWho')}
        options={open.map((it) => ({
          value: it.id,
          label: say('applicantAndPost', { name: fullName(it.name), post: it.post }),
          hint: it.start_on ? say('startsOn', { on: dates.day(it.start_on) }) : say('notSet'),
        }))}
        value={ids}
        onChange={setIds}
      />
      <div className="form-actions">
        <Button type="submit" look="main">
          {say('goOnWith', { n: ids.length })}
        </Button>
      </div>
    </Form>
  );
}

function Filled({ ids }: { ids: readonly string[] }) {
  const starters = useRead('starters', { ids: [...ids] }).data;
  return starters ? <Fill starters={starters} /> : <Loading />;
}

/** What is one applicant's own. */
interface Own {
  readonly id: string;
  readonly starter: StarterRow;
  readonly source: string | null;
  readonly niNumber: string;
  readonly born: TypedDate;
  readonly lastName: string;
}

const ownOf = (starter: StarterRow): Own => ({
  id: crypto.randomUUID(),
  starter,
  source: starter.asked_before[0]?.id ?? null,
  niNumber: '',
  born: starter.date_of_birth ? typedDateOf(starter.date_of_birth) : noDate,
  lastName: starter.name.last,
});

function Fill({ starters }: { starters: readonly StarterRow[] }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const organisations = useRead('sources', {}).data;
  const [rows, setRows] = useState(() => starters.map(ownOf));
  const [staff, setStaff] = useState<AskedStaff | null>(null);
  const [occasion, setOccasion] = useState<TransferOccasion | null>(null);
  const [commonSource, setCommonSource] = useState<string | null>(null);
  const [consentOn, setConsentOn] = useState(noDate);
  const [how, setHow] = useState<ConsentMeans | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [saved, setSaved] = useState<readonly Own[]>([]);
  const acting = useActMany();
  const told = useRef<HTMLDivElement>(null);
  // What is wrong takes the focus itself; where nothing is, what was saved does.
  useEffect(() => {
    if (saved.length > 0 && problems.length === 0) told.current?.focus();
  }, [saved, problems]);
  const put = useCallback(
    (id: string, change: Partial<Own>) =>
      setRows((rows) => rows.map((row) => (row.id === id ? { ...row, ...change } : row))),
    [],
  );
  const leaveOut = useCallback(
    (id: string) => setRows((rows) => rows.filter((row) => row.id !== id)),
    [],
  );
  const sources = useMemo(
    () => organisations?.map((it) => ({ value: it.id, label: it.name, detail: it.ods_code })),
    [organisations],
  );
  // Those whose own was not chosen follow the common one.
  const putSource = (source: string | null) => {
    setRows(rows.map((row) => (row.source === commonSource ? { ...row, source } : row)));
    setCommonSource(source);
  };

  const submit = () => {
    if (acting.isPending) return;
    const given = isoOf(consentOn);
    const missing: Problem[] = [];
    const need = (field: string, message: string) => missing.push({ field, message });
    if (!staff) need('staff', say('need_staff'));
    if (!occasion) need('occasion', say('need_occasion'));
    if (!given) need('consent', say('need_consent'));
    if (!how) need('means', say('need_means'));
    const commands: Command[] = [];
    for (const row of rows) {
      const name = fullName(row.starter.name);
      const own = (field: string, message: string) =>
        need(`${field}-${row.id}`, say('rowProblem', { name, problem: message }));
      const born = isoOf(row.born);
      if (!row.source) own('source', say('need_source'));
      if (row.niNumber.trim() === '') own('ni_number', say('need_ni_number'));
      if (!born) own('date_of_birth', say('need_date_of_birth'));
      if (row.lastName.trim() === '') own('last_name', say('need_last_name'));
      if (row.source && born && staff && occasion && given && how)
        commands.push({
          noun: 'transfer',
          command: {
            do: 'request',
            id: row.id,
            applicant: row.starter.id,
            source: row.source,
            ni_number: row.niNumber,
            date_of_birth: born,
            last_name: row.lastName.trim(),
            staff,
            occasion,
            consent: { given_on: given, means: how },
            reference: null,
          },
        });
    }
    if (missing.length > 0) {
      setProblems(missing);
      return;
    }
    acting.mutate(commands, {
      onSuccess: (answer) => {
        if (answer.status === 'error') {
          setProblems([problemOf(answer.error, language)]);
          return;
        }
        const refused = rows.flatMap((row, at) => {
          const result = answer.data[at];
          return result?.kind === 'not' ? [{ row, error: result.error }] : [];
        });
        const left = refused.map(({ row }) => row);
        const gone = rows.filter((row) => !left.includes(row));
        setSaved([...saved, ...gone]);
        setRows(left);
        setProblems(
          refused.map(({ row, error }) => {
            const { field, message } = problemOf(error, language);
            const name = fullName(row.starter.name);
            return {
              // What is common is corrected above, what is their own in their own card.
              field: field && ownFields.includes(field) ? `${field}-${row.id}` : field,
              message: say('rowProblem', { name, problem: message }),
            };
          }),
        );
        announce(say('severalSaved', { n: gone.length, left: left.length }));
      },
      onError: () => setProblems([brokenProblem(language)]),
    });
  };

  if (!sources) return <Loading />;
  return (
    <div className="stack">
      {saved.length > 0 ? (
        <div ref={told} tabIndex={-1}>
          <Note
            tone="flat"
            icon="check"
            title={say('severalSaved', { n: saved.length, left: rows.length })}
          >
            <ul>
              {saved.map((row) => (
                <li key={row.id}>
                  <Link to="/transfers/$id" params={{ id: row.id }}>
                    {fullName(row.starter.name)}
                  </Link>
                </li>
              ))}
            </ul>
          </Note>
        </div>
      ) : null}
      {rows.length > 0 ? (
        <Form problems={problems} onSubmit={submit}>
          <div className="cards">
            <Card title={say('severalCommon')}>
              <Combobox
                name="source"
                label={say('source')}
                hint={say('sourceForAll')}
                optional
                options={sources}
                value={commonSource}
                onChange={putSource}
              />
              <Radios
                name="staff"
                label={say('staffKind')}
                options={staffKinds.map((value) => ({ value, label: sayPart(`staff_${value}`) }))}
                value={staff}
                onChange={setStaff}
              />
              <Radios
                name="occasion"
                label={say('occasion')}
                options={occasions.map((value) => ({ value, label: sayPart(value) }))}
                value={occasion}
                onChange={setOccasion}
              />
              <DateInput
                name="consent"
                label={say('consentOn')}
                hint={say('consentHint')}
                value={consentOn}
                onChange={setConsentOn}
              />
              <Radios
                name="means"
                label={say('consentMeans')}
                options={means.map((value) => ({ value, label: sayPart(value) }))}
                value={how}
                onChange={setHow}
              />
            </Card>
            {rows.map((row) => (
              <OwnCard key={row.id} row={row} sources={sources} onPut={put} onLeaveOut={leaveOut} />
            ))}
          </div>
          <div className="form-actions">
            <Button type="submit" look="main" keys="Ctrl+Enter">
              {say('saveSeveral', { n: rows.length })}
            </Button>
          </div>
        </Form>
      ) : null}
    </div>
  );
}

interface OwnCardProps {
  readonly row: Own;
  readonly sources: readonly ComboOption[];
  readonly onPut: (id: string, change: Partial<Own>) => void;
  readonly onLeaveOut: (id: string) => void;
}

/** What is one starter's own. Drawn anew only when it changes: of sixty, the one that is typed in. */
const OwnCard = memo(function OwnCard({ row, sources, onPut, onLeaveOut }: OwnCardProps) {
  const say = useWords(words);
  const name = fullName(row.starter.name);
  return (
    <Card title={name} aside={row.starter.post}>
      <Combobox
        name={`source-${row.id}`}
        label={say('source')}
        hint={say('sourceHint')}
        options={sources}
        value={row.source}
        onChange={(source) => onPut(row.id, { source })}
      />
      <NiNumberInput
        name={`ni_number-${row.id}`}
        label={say('niNumber')}
        hint={say('niHint')}
        value={row.niNumber}
        onChange={(niNumber) => onPut(row.id, { niNumber })}
      />
      <DateInput
        name={`date_of_birth-${row.id}`}
        label={say('dateOfBirth')}
        hint={say('dateHint')}
        value={row.born}
        onChange={(born) => onPut(row.id, { born })}
      />
      <TextInput
        name={`last_name-${row.id}`}
        label={say('lastName')}
        hint={say('lastNameHint')}
        value={row.lastName}
        onChange={(lastName) => onPut(row.id, { lastName })}
      />
      <div className="form-actions">
        <Button look="quiet" onClick={() => onLeaveOut(row.id)}>
          {say('leaveOut', { name })}
        </Button>
      </div>
    </Card>
  );
});

const ownFields: readonly string[] = ['source', 'ni_number', 'date_of_birth', 'last_name'];
