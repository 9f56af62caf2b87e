// The state of a transfer and of its parts: word, shape and tone.
import type { PartKind, PartStage } from '../../bindings';
import type { IconName } from '../../kit/Icon';
import { useWords } from '../../kit/language';
import { Tag, type Tone } from '../../kit/Tag';
import { type TransferState, transferWords } from '../../terms/transfers';
import { words } from './words';

/** The parts in the order they are shown in. */
export const partOrder: readonly PartKind[] = ['recruitment', 'learning', 'occupational_health'];

const looks: Readonly<Record<TransferState, { tone: Tone; icon: IconName }>> = {
  waiting_to_send: { tone: 'warn', icon: 'clock' },
  requested: { tone: 'neutral', icon: 'send' },
  awaiting_approval: { tone: 'neutral', icon: 'building' },
  released: { tone: 'info', icon: 'document' },
  reviewed: { tone: 'ok', icon: 'check' },
  refused: { tone: 'bad', icon: 'stop' },
  withdrawn: { tone: 'neutral', icon: 'close' },
  more_asked: { tone: 'warn', icon: 'help' },
  consent_withdrawn: { tone: 'bad', icon: 'stop' },
  lapsed: { tone: 'neutral', icon: 'clock' },
  recalled: { tone: 'bad', icon: 'alert' },
};

export function TransferTag({ state }: { state: TransferState }) {
  const say = useWords(transferWords);
  const { tone, icon } = looks[state];
  return (
    <Tag tone={tone} icon={icon}>
      {say(`stage_${state}`)}
    </Tag>
  );
}

interface PartTagProps {
  readonly part: PartKind;
  readonly stage: PartStage;
  /** Whether it is this person's to look through. */
  readonly mine: boolean;
}

export function PartTag({ part, stage, mine }: PartTagProps) {
  const say = useWords(words);
  if (part === 'occupational_health' && stage === 'arrived' && !mine)
    return (
      <Tag tone="oh" icon="shield">
        {say('part_with_oh')}
      </Tag>
    );
  switch (stage) {
    case 'waiting':
      return (
        <Tag tone="neutral" icon="clock">
          {say('part_waiting')}
        </Tag>
      );
    case 'arrived':
      return mine ? (
        <Tag tone="info" icon="document">
          {say('part_arrived')}
        </Tag>
      ) : (
        <Tag tone="neutral" icon="people">
          {say('part_with_team')}
        </Tag>
      );
    case 'decided':
      return (
        <Tag tone="ok" icon="check">
          {say('part_decided')}
        </Tag>
      );
    case 'recalled':
      return (
        <Tag tone="bad" icon="alert">
          {say('part_recalled')}
        </Tag>
      );
    case 'not_coming':
      return (
        <Tag tone="neutral" icon="stop">
          {say('part_not_coming')}
        </Tag>
      );
  }
}
