// Reckonable service by what arrived, with each step of the calculation.
import type { Reckoned, ReckonedLine } from '../../bindings';
import { Card } from '../../kit/Card';
import type { Dates } from '../../kit/dates';
import { SummaryList } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import type { Say } from '../../kit/words';
import { referenceWords } from './referenceWords';

export function Reckonable({ reckoned }: { reckoned: Reckoned }) {
  const say = useWords(referenceWords);
  const dates = useDates();
  const fact = (key: 'months3' | 'months12' | 'nhsStart', date: string | null) =>
    date === null ? [] : [{ key, label: say(key), value: dates.day(date) }];
  return (
    <Card title={say('reckoned')} aside={say('reckonedAside', { on: dates.day(reckoned.on) })}>
      <SummaryList
        facts={[
          ...fact('months3', reckoned.continuous_3_months),
          ...fact('months12', reckoned.continuous_12_months),
          ...fact('nhsStart', reckoned.nhs_start),
          { key: 'days', label: say('reckonedDays'), value: say('days', { n: reckoned.days }) },
        ]}
      />
      <details>
        <summary>{say('steps')}</summary>
        <ol>
          {reckoned.lines.map((line, n) => (
            <li key={n}>{lineText(line, say, dates)}</li>
          ))}
        </ol>
      </details>
      <p className="meta">{say('reckonedNote')}</p>
    </Card>
  );
}

const lineText = (line: ReckonedLine, say: Say<typeof referenceWords>, dates: Dates): string => {
  switch (line.kind) {
    case 'counts':
      return line.to === null
        ? say('line_countsOpen', { employer: line.employer, from: dates.day(line.from) })
        : say('line_counts', {
            employer: line.employer,
            from: dates.day(line.from),
            to: dates.day(line.to),
          });
    case 'overlaps':
      return say('line_overlaps', { employer: line.employer, n: line.days });
    case 'break':
      return say(`line_${line.bridged}`, {
        employer: line.after,
        from: dates.day(line.from),
        to: dates.day(line.to),
        days: say('days', { n: line.days }),
      });
    case 'end_unknown':
    case 'not_yet':
      return say(`line_${line.kind}`, { employer: line.employer, from: dates.day(line.from) });
    case 'start_unknown':
    case 'ends_before_start':
      return say(`line_${line.kind}`, { employer: line.employer });
  }
};
