// What of three years a reference covers, and what not.
import type { ReferenceCover } from '../../bindings';
import { Card } from '../../kit/Card';
import { useDates, useWords } from '../../kit/language';
import { referenceWords } from './referenceWords';

export function CoverCard({ cover, text }: { cover: ReferenceCover; text: string }) {
  const say = useWords(referenceWords);
  const dates = useDates();
  const span = (it: { from: string; to: string }) => ({
    from: dates.day(it.from),
    to: dates.day(it.to),
  });
  return (
    <Card title={say('cover')} aside={say('coverYears', span(cover))}>
      {cover.gaps.length === 0 ? (
        <p>{say('noGaps')}</p>
      ) : (
        <ul>
          {cover.gaps.map((gap) => (
            <li key={gap.from}>{say('gap', span(gap))}</li>
          ))}
        </ul>
      )}
      <p className="meta">{text}</p>
    </Card>
  );
}
