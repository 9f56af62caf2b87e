// The state of a piece of work: its word, its shape and its tone.
import type { WorkRow } from '../../bindings';
import type { IconName } from '../../kit/Icon';
import { useWords } from '../../kit/language';
import { Tag, type Tone } from '../../kit/Tag';
import { words } from './words';

type WorkState =
  | 'waiting_to_send'
  | 'to_answer'
  | 'to_review'
  | 'to_decide'
  | 'refused'
  | 'told'
  | 'done';

const looks: Readonly<Record<WorkState, { tone: Tone; icon: IconName }>> = {
  waiting_to_send: { tone: 'warn', icon: 'clock' },
  to_review: { tone: 'info', icon: 'document' },
  to_decide: { tone: 'info', icon: 'person' },
  to_answer: { tone: 'warn', icon: 'help' },
  refused: { tone: 'bad', icon: 'stop' },
  told: { tone: 'neutral', icon: 'bell' },
  done: { tone: 'ok', icon: 'check' },
};

const byKind: Readonly<Record<WorkRow['kind']['kind'], WorkState>> = {
  transfer_to_decide: 'to_decide',
  oh_to_release: 'to_decide',
  part_to_review: 'to_review',
  reference_to_complete: 'to_decide',
  transfer_refused: 'refused',
  reference_declined: 'refused',
  reference_arrived: 'told',
  reference_ended: 'told',
  released_automatically: 'told',
  transfer_ended: 'told',
  escalated: 'told',
  delegated: 'told',
  delegation_ended: 'told',
  transfer_to_answer: 'to_answer',
  answer_to_decide: 'to_decide',
  transfer_waits: 'told',
  transfer_lapsed: 'told',
  consent_withdrawn: 'told',
  incident_to_close: 'to_decide',
  part_to_take_out: 'to_review',
  part_recalled: 'told',
  many_requests: 'told',
};

export const noticeState = (row: WorkRow): WorkState => {
  if (row.waiting) return 'waiting_to_send';
  return row.done ? 'done' : byKind[row.kind.kind];
};

export function WorkTag({ state }: { state: WorkState }) {
  const say = useWords(words);
  const { tone, icon } = looks[state];
  return (
    <Tag tone={tone} icon={icon}>
      {say(`state_${state}`)}
    </Tag>
  );
}
