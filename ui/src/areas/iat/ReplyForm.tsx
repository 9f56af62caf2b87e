// Answering the source's question, with corrections of who is meant where something was mistyped.
// What is left empty stays as it was.
import { useState } from 'react';
import type { Transfer } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { DateInput, isoOf, noDate } from '../../kit/DateInput';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useLanguage, useWords } from '../../kit/language';
import { NiNumberInput, TextArea, TextInput } from '../../kit/TextInput';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { words } from './words';

export function ReplyForm({ transfer }: { transfer: Transfer }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [text, setText] = useState('');
  const [niNumber, setNiNumber] = useState('');
  const [born, setBorn] = useState(noDate);
  const [lastName, setLastName] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const question = transfer.exchanges?.at(-1)?.question ?? '';
  const submit = () => {
    if (acting.isPending) return;
    const typed = born.day + born.month + born.year !== '';
    const dateOfBirth = isoOf(born);
    if (typed && !dateOfBirth) {
      setProblems([{ field: 'date_of_birth', message: say('need_date_of_birth') }]);
      return;
    }
    acting.mutate(
      {
        command: {
          noun: 'transfer',
          command: {
            do: 'reply',
            id: transfer.id,
            text: text.trim(),
            ni_number: niNumber.trim() === '' ? null : niNumber,
            date_of_birth: dateOfBirth,
            last_name: lastName.trim() === '' ? null : lastName.trim(),
          },
        },
      },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
          else announce(say('requestSaved'));
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Card title={say('replyTitle', { name: transfer.source.name })}>
      <p className="strong">{question}</p>
      <Form problems={problems} onSubmit={submit}>
        <TextArea
          name="text"
          label={say('replyText')}
          hint={say('replyHint')}
          value={text}
          onChange={setText}
        />
        <p className="strong">{say('correct')}</p>
        <p className="muted nhsuk-form-group">{say('correctText')}</p>
        <NiNumberInput
          name="ni_number"
          label={say('niNumber')}
          hint={say('niEndsNow', { ending: transfer.ni_ending })}
          optional
          value={niNumber}
          onChange={setNiNumber}
        />
        <DateInput
          name="date_of_birth"
          label={say('dateOfBirth')}
          hint={say('dateHint')}
          optional
          value={born}
          onChange={setBorn}
        />
        <TextInput
          name="last_name"
          label={say('lastName')}
          hint={say('lastNameHint')}
          optional
          value={lastName}
          onChange={setLastName}
        />
        <div className="form-actions">
          <Button type="submit" look="main" keys="Ctrl+Enter">
            {say('sendReply')}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
