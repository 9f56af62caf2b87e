// A copy was removed from this computer: what happened, what became of work that was not sent, and
// whom to ask. It names nobody, for whoever comes next sees it.

import { host } from '#host';
import type { Removed as RemovedCopy } from '../../bindings';
import { useAsk } from '../../data/ask';
import { Button } from '../../kit/Button';
import { useDates, useWords } from '../../kit/language';
import { useWindowTitle } from '../../kit/PageHead';
import { words } from './words';

interface RemovedProps {
  readonly copy: RemovedCopy;
  readonly onSeen: () => void;
}

export function Removed({ copy, onSeen }: RemovedProps) {
  const say = useWords(words);
  const dates = useDates();
  const ask = useAsk();
  useWindowTitle(say('removedWindow'));
  const seen = () => {
    ask(() => host.commands.takeNote(copy.id));
    onSeen();
  };
  return (
    <>
      <h1>{say('removedTitle')}</h1>
      <p>{say('removedWhat', { when: dates.moment(copy.at) })}</p>
      <p>
        {copy.left > 0
          ? say('removedLeft', { n: copy.left })
          : say('removedHandedIn', { n: copy.handed_in })}
      </p>
      {copy.done ? <p>{say('removedDone')}</p> : <p>{say('removedNotDone')}</p>}
      <p>{say('removedAsk')}</p>
      <div className="form-actions">
        <Button look="main" onClick={seen}>
          {say('removedSeen')}
        </Button>
      </div>
    </>
  );
}
