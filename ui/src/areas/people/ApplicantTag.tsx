// The state of an applicant: word and shape.
import type { Applicant } from '../../bindings';
import { useWords } from '../../kit/language';
import { Tag } from '../../kit/Tag';
import { words } from './words';

export function ApplicantTag({ state }: { state: Applicant['state'] }) {
  const say = useWords(words);
  return state === 'withdrawn' ? (
    <Tag tone="neutral" icon="close">
      {say('withdrawn')}
    </Tag>
  ) : (
    <Tag tone="ok" icon="check">
      {say('offer_accepted')}
    </Tag>
  );
}
