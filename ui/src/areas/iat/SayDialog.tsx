// Asking before something that another organisation hears of, with a few words where they are needed.
import { useState } from 'react';
import type { Command } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { Dialog } from '../../kit/Dialog';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useLanguage, useWords } from '../../kit/language';
import { TextArea } from '../../kit/TextInput';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { words } from './words';

interface SayProps {
  readonly title: string;
  /** What follows if it is confirmed. */
  readonly text: string;
  /** The words that are asked for, if any are. */
  readonly field?: {
    readonly name: string;
    readonly label: string;
    readonly hint?: string;
    readonly need: string;
  };
  readonly confirm: string;
  readonly destructive?: boolean;
  readonly command: (text: string) => Command;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function SayDialog(props: SayProps) {
  const { title, text, field, confirm, destructive = true, command, open, onClose } = props;
  const say = useWords(words);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [typed, setTyped] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const submit = () => {
    if (acting.isPending) return;
    if (field && typed.trim() === '') {
      setProblems([{ field: field.name, message: field.need }]);
      return;
    }
    acting.mutate(
      { command: command(typed.trim()) },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') {
            setProblems([problemOf(answer.error, language)]);
            return;
          }
          announce(say('requestSaved'));
          onClose();
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Dialog
      title={title}
      open={open}
      onClose={onClose}
      role="alertdialog"
      foot={
        <>
          <Button look={destructive ? 'destructive' : 'main'} onClick={submit}>
            {confirm}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <p>{text}</p>
      <Form problems={problems} onSubmit={submit}>
        {field ? (
          <TextArea
            name={field.name}
            label={field.label}
            {...(field.hint ? { hint: field.hint } : {})}
            value={typed}
            onChange={setTyped}
          />
        ) : null}
      </Form>
    </Dialog>
  );
}
