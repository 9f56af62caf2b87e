// A document whose name is another's, or is none: it is given another, and sent without being chosen
// again.
import { useState } from 'react';
import type { DocumentAdd, WorkItem } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useLanguage, useWords } from '../../kit/language';
import { TextInput } from '../../kit/TextInput';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { words } from './words';

interface NameProps {
  readonly item: WorkItem;
  readonly add: DocumentAdd;
}

export function DocumentName({ item, add }: NameProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [name, setName] = useState(add.name);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const submit = () => {
    if (acting.isPending) return;
    acting.mutate(
      { command: { noun: 'document', command: { do: 'add', ...add, name } }, amends: item.id },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
          else announce(say('renamed'));
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Form problems={problems} onSubmit={submit}>
      <TextInput name="name" label={say('label_document')} value={name} onChange={setName} />
      <div className="form-actions">
        <Button type="submit" look="main" keys="Ctrl+Enter">
          {say('rename')}
        </Button>
      </div>
    </Form>
  );
}
