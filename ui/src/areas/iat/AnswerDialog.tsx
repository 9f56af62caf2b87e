// Changing one answer of a reference: boxes of the kind that the question asks for.
import { useState } from 'react';
import type { ReferenceAnswer, ReferenceLine } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { DateInput } from '../../kit/DateInput';
import { Dialog } from '../../kit/Dialog';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useLanguage, useWords } from '../../kit/language';
import { Radios } from '../../kit/Options';
import { TextArea, TextInput } from '../../kit/TextInput';
import { referenceTerms } from '../../terms/reference';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { answerOf, blankRow, kindOf, type Typed, type TypedRow, typedOf } from './referenceTyped';
import { referenceWords } from './referenceWords';

interface AnswerDialogProps {
  readonly id: string;
  readonly line: ReferenceLine;
  readonly onClose: () => void;
}

export function AnswerDialog({ id, line, onClose }: AnswerDialogProps) {
  const say = useWords(referenceWords);
  const sayTerm = useWords(referenceTerms);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [typed, setTyped] = useState<Typed>(() => typedOf(line.answer));
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const { question } = line;
  const kind = kindOf(question);

  const save = (answer: ReferenceAnswer | null) => {
    if (acting.isPending) return;
    acting.mutate(
      {
        command: {
          noun: 'reference',
          command: { do: 'fill', id, lines: [{ question, answer }], supporting: null },
        },
      },
      {
        onSuccess: (result) => {
          if (result.status === 'error') {
            setProblems([problemOf(result.error, language)]);
            return;
          }
          announce(say('saved'));
          onClose();
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  const submit = () => {
    const answer = answerOf(kind, typed);
    if (answer === null) setProblems([{ field: question, message: say('need') }]);
    else save(answer);
  };
  return (
    <Dialog
      title={say('changeWhat', { what: sayTerm(question) })}
      open
      onClose={onClose}
      foot={
        <>
          <Button look="main" onClick={submit}>
            {say('save')}
          </Button>
          {line.answer ? <Button onClick={() => save(null)}>{say('takeAway')}</Button> : null}
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <Form problems={problems} onSubmit={submit}>
        <Boxes line={line} typed={typed} onChange={setTyped} />
      </Form>
    </Dialog>
  );
}

interface BoxesProps {
  readonly line: ReferenceLine;
  readonly typed: Typed;
  readonly onChange: (typed: Typed) => void;
}

function Boxes({ line: { question }, typed, onChange }: BoxesProps) {
  const say = useWords(referenceWords);
  const sayTerm = useWords(referenceTerms);
  const label = sayTerm(question);
  const kind = kindOf(question);
  const put = (change: Partial<Typed>) => onChange({ ...typed, ...change });
  switch (kind) {
    case 'text':
    case 'hours':
    case 'fte':
    case 'count':
      return (
        <TextInput
          name={question}
          label={label}
          short={kind !== 'text'}
          value={typed.text}
          onChange={(text) => put({ text })}
        />
      );
    case 'date':
      return (
        <DateInput
          name={question}
          label={label}
          hint={say('dateHint')}
          value={typed.date}
          onChange={(date) => put({ date })}
        />
      );
    case 'yes_no':
      return (
        <>
          <Radios
            name={question}
            label={label}
            options={[
              { value: 'yes', label: say('yes') },
              { value: 'no', label: say('no') },
            ]}
            value={typed.yes}
            onChange={(yes) => put({ yes })}
          />
          {typed.yes === 'yes' ? (
            <TextArea
              name="detail"
              label={say('detail')}
              value={typed.text}
              onChange={(text) => put({ text })}
            />
          ) : null}
        </>
      );
    case 'warnings':
      return (
        <>
          <Radios
            name={question}
            label={label}
            options={[
              { value: 'yes', label: say('yes') },
              { value: 'no', label: say('noWarnings') },
            ]}
            value={typed.yes}
            onChange={(yes) =>
              put({
                yes,
                rows: yes === 'yes' && typed.rows.length === 0 ? [blankRow()] : typed.rows,
              })
            }
          />
          {typed.yes === 'yes' ? (
            <Rows kind={kind} rows={typed.rows} onChange={(rows) => put({ rows })} />
          ) : null}
        </>
      );
    case 'periods':
    case 'posts':
      return <Rows kind={kind} rows={typed.rows} onChange={(rows) => put({ rows })} />;
  }
}

interface RowsProps {
  readonly kind: 'periods' | 'posts' | 'warnings';
  readonly rows: readonly TypedRow[];
  readonly onChange: (rows: readonly TypedRow[]) => void;
}

function Rows({ kind, rows, onChange }: RowsProps) {
  const say = useWords(referenceWords);
  const warns = kind === 'warnings';
  const whatOf = { periods: 'employer', posts: 'title', warnings: 'warningWhat' } as const;
  const put = (key: string, change: Partial<TypedRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  return (
    <>
      {rows.map((row, n) => (
        <fieldset key={row.key} className="nhsuk-fieldset">
          <legend className="nhsuk-label">{say('rowNumber', { n: n + 1 })}</legend>
          <TextInput
            name={`what-${n}`}
            label={say(whatOf[kind])}
            value={row.what}
            onChange={(what) => put(row.key, { what })}
          />
          <DateInput
            name={`from-${n}`}
            label={say(warns ? 'issuedOn' : 'from')}
            value={row.from}
            onChange={(from) => put(row.key, { from })}
          />
          <DateInput
            name={`to-${n}`}
            label={say(warns ? 'expiresOn' : 'to')}
            {...(warns ? {} : { hint: say('toHint') })}
            value={row.to}
            onChange={(to) => put(row.key, { to })}
          />
          {warns ? (
            <Radios
              name={`safeguarding-${n}`}
              label={say('aboutSafeguarding')}
              options={[
                { value: 'yes', label: say('yes') },
                { value: 'no', label: say('no') },
              ]}
              value={row.safeguarding}
              onChange={(safeguarding) => put(row.key, { safeguarding })}
            />
          ) : null}
          <Button look="quiet" onClick={() => onChange(rows.filter((it) => it.key !== row.key))}>
            {say('removeRow', { n: n + 1 })}
          </Button>
        </fieldset>
      ))}
      <Button onClick={() => onChange([...rows, blankRow()])}>{say('addRow')}</Button>
    </>
  );
}
