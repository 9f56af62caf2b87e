// What the referee adds, and the decision: send it as it is, or decline.
import { useState } from 'react';
import type { Command, Reference, ReferenceView } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { Dialog } from '../../kit/Dialog';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useLanguage, useWords } from '../../kit/language';
import { TextArea, TextInput } from '../../kit/TextInput';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { referenceWords } from './referenceWords';

/** Acts, and says what is wrong. */
function useSaving(onSaved: () => void) {
  const say = useWords(referenceWords);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const save = (command: Command) => {
    if (acting.isPending) return;
    acting.mutate(
      { command },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') {
            setProblems([problemOf(answer.error, language)]);
            return;
          }
          setProblems([]);
          announce(say('saved'));
          onSaved();
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return { problems, save };
}

export function Supporting({ reference, open }: { reference: Reference; open: boolean }) {
  const say = useWords(referenceWords);
  const [text, setText] = useState(reference.supporting);
  const { problems, save } = useSaving(() => undefined);
  const submit = () =>
    save({
      noun: 'reference',
      command: { do: 'fill', id: reference.id, lines: [], supporting: text },
    });
  return (
    <Card title={say('supporting')}>
      {open ? (
        <Form label={say('supporting')} problems={problems} onSubmit={submit}>
          <TextArea
            name="supporting"
            label={say('supporting')}
            hint={say('supportingHint')}
            value={text}
            onChange={setText}
          />
          <div className="form-actions">
            <Button type="submit">{say('saveSupporting')}</Button>
          </div>
        </Form>
      ) : (
        <p>{reference.supporting || say('noSupporting')}</p>
      )}
    </Card>
  );
}

export function ReferenceDecision({ view }: { view: ReferenceView }) {
  const say = useWords(referenceWords);
  const [asking, setAsking] = useState<'send' | 'decline' | null>(null);
  const [completedAs, setCompletedAs] = useState('');
  const [reason, setReason] = useState('');
  const close = () => setAsking(null);
  const { problems, save } = useSaving(close);
  const { id, asker } = view.reference;
  const organisation = asker.name;
  const send = () =>
    save({
      noun: 'reference',
      command: { do: 'submit', id, completed_as: completedAs, previewed: view.digest },
    });
  const decline = () => save({ noun: 'reference', command: { do: 'decline', id, reason } });
  return (
    <Card title={say('decision')}>
      <div className="form-actions">
        <Button look="main" onClick={() => setAsking('send')}>
          {say('send', { organisation })}
        </Button>
        <Button look="destructive" onClick={() => setAsking('decline')}>
          {say('decline')}
        </Button>
      </div>
      <Dialog
        title={say('sendTitle')}
        open={asking === 'send'}
        onClose={close}
        role="alertdialog"
        foot={
          <>
            <Button look="main" onClick={send}>
              {say('send', { organisation })}
            </Button>
            <Button onClick={close}>{say('cancel')}</Button>
          </>
        }
      >
        <p>{say('sendText', { organisation })}</p>
        <Form problems={problems} onSubmit={send}>
          <TextInput
            name="completed_as"
            label={say('completedAs')}
            hint={say('completedAsHint')}
            value={completedAs}
            onChange={setCompletedAs}
          />
        </Form>
      </Dialog>
      <Dialog
        title={say('declineTitle')}
        open={asking === 'decline'}
        onClose={close}
        role="alertdialog"
        foot={
          <>
            <Button look="destructive" onClick={decline}>
              {say('decline')}
            </Button>
            <Button onClick={close}>{say('cancel')}</Button>
          </>
        }
      >
        <p>{say('declineText', { organisation })}</p>
        <Form problems={problems} onSubmit={decline}>
          <TextArea name="reason" label={say('reason')} value={reason} onChange={setReason} />
        </Form>
      </Dialog>
    </Card>
  );
}
