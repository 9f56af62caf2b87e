// Refusing an enquiry: a reason from the list, and a note that the asker reads.
import { useState } from 'react';
import type { Enquiry, RefusalReason } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { Dialog } from '../../kit/Dialog';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useLanguage, useWords } from '../../kit/language';
import { Radios } from '../../kit/Options';
import { TextArea } from '../../kit/TextInput';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { sourceWords } from './sourceWords';

const reasons: readonly RefusalReason[] = [
  'not_known_here',
  'identity_not_confirmed',
  'consent_disputed',
  'other',
];

interface RefuseProps {
  readonly page: Enquiry;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function RefuseEnquiry({ page, open, onClose }: RefuseProps) {
  const say = useWords(sourceWords);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [reason, setReason] = useState<RefusalReason | null>(null);
  const [note, setNote] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const submit = () => {
    if (acting.isPending) return;
    if (!reason) {
      setProblems([{ field: 'reason', message: say('needReason') }]);
      return;
    }
    acting.mutate(
      {
        command: {
          noun: 'enquiry',
          command: { do: 'refuse', id: page.id, reason, note: note.trim() },
        },
      },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') {
            setProblems([problemOf(answer.error, language)]);
            return;
          }
          announce(say('decisionSaved'));
          onClose();
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Dialog
      title={say('refuseTitle')}
      open={open}
      onClose={onClose}
      role="alertdialog"
      foot={
        <>
          <Button look="destructive" onClick={submit}>
            {say('refuseConfirm')}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <p>{say('refuseText', { organisation: page.asker.name })}</p>
      <Form problems={problems} onSubmit={submit}>
        <Radios
          name="reason"
          label={say('reason')}
          options={reasons.map((value) => ({ value, label: say(`reason_${value}`) }))}
          value={reason}
          onChange={setReason}
        />
        <TextArea
          name="note"
          label={say('note')}
          hint={say('noteHint')}
          optional={reason !== 'other'}
          value={note}
          onChange={setNote}
        />
      </Form>
    </Dialog>
  );
}
