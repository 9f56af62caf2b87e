// The state of an applicant: word and shape.
import type { ApplicantStage } from '../../bindings';
import { useWords } from '../../kit/language';
import { Tag } from '../../kit/Tag';
import { words } from './words';

export function ApplicantTag({ stage }: { stage: ApplicantStage }) {
  const say = useWords(words);
  return stage.kind === 'withdrawn' ? (
    <Tag tone="neutral" icon="close">
      {say('withdrawn')}
    </Tag>
  ) : (
    <Tag tone="ok" icon="check">
      {say('offer_accepted')}
    </Tag>
  );
}
