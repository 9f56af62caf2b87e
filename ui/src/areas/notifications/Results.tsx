// What came of each piece of work that was done with others: a row for each.
import type { Acted, WorkRow } from '../../bindings';
import { Dialog } from '../../kit/Dialog';
import { useLanguage, useWords } from '../../kit/language';
import { Tag } from '../../kit/Tag';
import { problemOf } from '../../terms/refusals';
import { useKindText } from './kinds';
import { words } from './words';

export interface Result {
  readonly row: WorkRow;
  readonly came: Acted;
}

interface ResultsProps {
  readonly results: readonly Result[];
  readonly onClose: () => void;
}

export function Results({ results, onClose }: ResultsProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const textOf = useKindText();
  const saved = results.filter(({ came }) => came.kind === 'saved').length;
  return (
    <Dialog title={say('results')} open wide onClose={onClose}>
      <p>{say('resultsFact', { saved, not: results.length - saved })}</p>
      <ul className="results">
        {results.map(({ row, came }) => (
          <li key={row.id}>
            <span>
              {textOf(row.kind)}: {row.subject ?? row.other}
            </span>
            {came.kind === 'saved' ? (
              <Tag tone="warn" icon="clock">
                {say('savedHere')}
              </Tag>
            ) : (
              <Tag tone="bad" icon="stop">
                {problemOf(came.error, language).message}
              </Tag>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
