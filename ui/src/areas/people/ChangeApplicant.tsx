// What was agreed with an applicant, changed: the post and the start date. Each field that differs is
// sent with what it said, so that nobody overwrites another's change unseen.
import { useState } from 'react';
import type { Applicant, Command } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { DateInput, isoOf, noDate, typedDateOf } from '../../kit/DateInput';
import { Dialog } from '../../kit/Dialog';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useLanguage, useWords } from '../../kit/language';
import { TextInput } from '../../kit/TextInput';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { words } from './words';

interface ChangeProps {
  readonly applicant: Applicant;
  readonly onClose: () => void;
}

const isBlank = (date: typeof noDate) =>
  [date.day, date.month, date.year].every((it) => it.trim() === '');

export function ChangeApplicant({ applicant, onClose }: ChangeProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [post, setPost] = useState(applicant.post);
  const [start, setStart] = useState(
    applicant.start_on === null ? noDate : typedDateOf(applicant.start_on),
  );
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const submit = () => {
    if (acting.isPending) return;
    const startOn = isoOf(start);
    if (startOn === null && !isBlank(start)) {
      setProblems([{ field: 'start_on', message: say('needStart') }]);
      return;
    }
    const command: Command = {
      noun: 'applicant',
      command: {
        do: 'change',
        id: applicant.id,
        post: post.trim() === applicant.post ? null : { was: applicant.post, now: post.trim() },
        start_on: startOn === applicant.start_on ? null : { was: applicant.start_on, now: startOn },
      },
    };
    acting.mutate(
      { command },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
          else {
            announce(say('changeSaved'));
            onClose();
          }
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Dialog
      title={say('changeTitle')}
      open
      onClose={onClose}
      foot={
        <>
          <Button look="main" onClick={submit}>
            {say('saveChange')}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <Form problems={problems} onSubmit={submit}>
        <TextInput name="post" label={say('post')} value={post} onChange={setPost} />
        <DateInput
          name="start_on"
          label={say('startDate')}
          hint={say('startHint')}
          value={start}
          onChange={setStart}
        />
      </Form>
    </Dialog>
  );
}
