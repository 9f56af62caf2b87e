// A document that should not be there, or is not needed any more: nothing brings it back, so it asks.
import { useState } from 'react';
import type { DocumentRow } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { Dialog } from '../../kit/Dialog';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useLanguage, useWords } from '../../kit/language';
import { TextArea } from '../../kit/TextInput';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { words } from './words';

interface RemoveProps {
  readonly document: DocumentRow;
  readonly onClose: () => void;
}

export function RemoveDocument({ document, onClose }: RemoveProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [reason, setReason] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const submit = () => {
    if (acting.isPending) return;
    if (reason.trim() === '') {
      setProblems([{ field: 'reason', message: say('needRemoveReason') }]);
      return;
    }
    const command = { do: 'remove', id: document.id, reason: reason.trim() } as const;
    acting.mutate(
      { command: { noun: 'document', command } },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
          else {
            announce(say('documentRemoved'));
            onClose();
          }
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Dialog
      title={say('removeTitle', { name: document.name })}
      open
      onClose={onClose}
      role="alertdialog"
      foot={
        <>
          <Button look="destructive" onClick={submit}>
            {say('removeDocument')}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <p>{say('removeText')}</p>
      <Form problems={problems} onSubmit={submit}>
        <TextArea name="reason" label={say('removeWhy')} value={reason} onChange={setReason} />
      </Form>
    </Dialog>
  );
}
