// The lists of Your work as tabs, and the person's own saved views after them.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { WorklistAnswer, WorkTab } from '../../bindings';
import type { SavedView } from '../../data/views';
import { Button } from '../../kit/Button';
import { Dialog } from '../../kit/Dialog';
import { Form, type Problem } from '../../kit/Form';
import { useWords } from '../../kit/language';
import { TextInput } from '../../kit/TextInput';
import { type WorkSearch, workSearch } from './routes';
import { words } from './words';

const tabs: readonly WorkTab[] = ['mine', 'queue', 'others', 'done'];

interface ViewsProps {
  readonly answer: WorklistAnswer | undefined;
  readonly views: readonly SavedView[];
}

export function Views({ answer, views }: ViewsProps) {
  const say = useWords(words);
  return (
    <nav className="views" aria-label={say('views')}>
      {tabs.map((it) => (
        <Link key={it} to="/work" search={{ tab: it }} activeOptions={{ includeSearch: true }}>
          {say(`tab_${it}`)}
          <span className="open">{answer?.[it] ?? ''}</span>
        </Link>
      ))}
      {views.map((view) => (
        <Link
          key={`view-${view.name}`}
          to="/work"
          search={workSearch(view.search)}
          activeOptions={{ includeSearch: true }}
        >
          {view.name}
        </Link>
      ))}
    </nav>
  );
}

/** The part of the address that a view keeps: all but the row that is open. */
export const kept = ({ open: _, ...search }: WorkSearch): WorkSearch => search;

/** The view that the list is in now, if it is in one. */
export const viewOf = (views: readonly SavedView[], search: WorkSearch): SavedView | undefined => {
  const now = JSON.stringify(kept(search));
  return views.find((view) => JSON.stringify(kept(workSearch(view.search))) === now);
};

interface SaveViewProps {
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}

export function SaveView({ onSave, onClose }: SaveViewProps) {
  const say = useWords(words);
  const [name, setName] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const submit = () => {
    if (name.trim() === '') setProblems([{ field: 'name', message: say('needViewName') }]);
    else onSave(name.trim().slice(0, 60));
  };
  return (
    <Dialog
      title={say('saveView')}
      open
      onClose={onClose}
      foot={
        <>
          <Button look="main" onClick={submit}>
            {say('keepView')}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <Form problems={problems} onSubmit={submit}>
        <TextInput
          name="name"
          label={say('viewName')}
          hint={say('viewHint')}
          value={name}
          onChange={setName}
        />
      </Form>
    </Dialog>
  );
}
