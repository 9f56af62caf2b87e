// Passing work on to a colleague, one piece or many, with a note to them.
import { useState } from 'react';
import type { WorkRow } from '../../bindings';
import { actMany } from '../../data/act';
import { useRead } from '../../data/read';
import { Button } from '../../kit/Button';
import { Combobox } from '../../kit/Combobox';
import { Dialog } from '../../kit/Dialog';
import { Form, type Problem } from '../../kit/Form';
import { useLanguage, useWords } from '../../kit/language';
import { TextArea } from '../../kit/TextInput';
import { teamWords } from '../../terms/names';
import { brokenProblem, problemOf } from '../../terms/refusals';
import type { Result } from './Results';
import { words } from './words';

interface PassProps {
  readonly rows: readonly WorkRow[];
  readonly onClose: () => void;
  /** What came of each, where there are several. */
  readonly onResults: (results: readonly Result[]) => void;
}

export function Pass({ rows, onClose, onResults }: PassProps) {
  const say = useWords(words);
  const sayTeam = useWords(teamWords);
  const { language } = useLanguage();
  const colleagues = useRead('colleagues', {}).data ?? [];
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (busy) return;
    if (to === null) {
      setProblems([{ field: 'to', message: say('needColleague') }]);
      return;
    }
    setBusy(true);
    const answer = await actMany(
      rows.map(({ id }) => ({ noun: 'notice', command: { do: 'pass', id, to, note } })),
    ).catch(() => null);
    setBusy(false);
    if (answer === null || answer.status === 'error') {
      setProblems([answer ? problemOf(answer.error, language) : brokenProblem(language)]);
      return;
    }
    const [only] = answer.data;
    if (answer.data.length === 1 && only?.kind === 'not') {
      setProblems([problemOf(only.error, language)]);
      return;
    }
    onClose();
    if (rows.length > 1)
      onResults(rows.flatMap((row, n) => (answer.data[n] ? [{ row, came: answer.data[n] }] : [])));
  };
  return (
    <Dialog
      title={say('passTitle', { n: rows.length })}
      open
      onClose={onClose}
      foot={
        <>
          <Button look="main" onClick={() => void submit()}>
            {say('passConfirm')}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <Form problems={problems} onSubmit={() => void submit()}>
        <Combobox
          name="to"
          label={say('passTo')}
          options={colleagues
            .filter((it, n, all) => all.findIndex((one) => one.user.id === it.user.id) === n)
            .map(({ user, team }) => ({
              value: user.id,
              label: user.name,
              detail: sayTeam(team),
            }))}
          value={to}
          onChange={setTo}
        />
        <TextArea name="note" label={say('passNote')} optional value={note} onChange={setNote} />
      </Form>
    </Dialog>
  );
}
