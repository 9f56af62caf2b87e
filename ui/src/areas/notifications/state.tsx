// The state of a piece of work: its word, its shape and its tone.
import type { WorkRow } from '../../bindings';
import type { IconName } from '../../kit/Icon';
import { useWords } from '../../kit/language';
import { Tag, type Tone } from '../../kit/Tag';
import { words } from './words';

const looks: Readonly<Record<WorkRow['state'], { tone: Tone; icon: IconName }>> = {
  waiting_to_send: { tone: 'warn', icon: 'clock' },
  ready_to_review: { tone: 'info', icon: 'document' },
  match_to_confirm: { tone: 'info', icon: 'person' },
  waiting_for_source: { tone: 'neutral', icon: 'clock' },
  refused: { tone: 'bad', icon: 'stop' },
  done: { tone: 'ok', icon: 'check' },
};

export function WorkState({ state }: { state: WorkRow['state'] }) {
  const say = useWords(words);
  const { tone, icon } = looks[state];
  return (
    <Tag tone={tone} icon={icon}>
      {say(`state_${state}`)}
    </Tag>
  );
}
