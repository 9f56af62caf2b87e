// An applicant who is no longer one: open requests end and those asked are told, so it asks first.
import { useState } from 'react';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { Dialog } from '../../kit/Dialog';
import { Form, type Problem } from '../../kit/Form';
import { useLanguage, useWords } from '../../kit/language';
import { TextArea } from '../../kit/TextInput';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { words } from './words';

interface WithdrawProps {
  readonly id: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function WithdrawApplicant({ id, open, onClose }: WithdrawProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const [reason, setReason] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const submit = () => {
    if (acting.isPending) return;
    if (reason.trim() === '') {
      setProblems([{ field: 'reason', message: say('needReason') }]);
      return;
    }
    acting.mutate(
      { command: { noun: 'applicant', command: { do: 'withdraw', id, reason: reason.trim() } } },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
          else onClose();
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Dialog
      title={say('withdrawTitle')}
      open={open}
      onClose={onClose}
      role="alertdialog"
      foot={
        <>
          <Button look="destructive" onClick={submit}>
            {say('withdraw')}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <p>{say('withdrawText')}</p>
      <Form problems={problems} onSubmit={submit}>
        <TextArea name="reason" label={say('withdrawWhy')} value={reason} onChange={setReason} />
      </Form>
    </Dialog>
  );
}
