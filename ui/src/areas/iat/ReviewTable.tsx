// The rows of a review under their headings.
import type { Choice as Chosen, Comparison } from '../../bindings';
import { Choice } from '../../kit/Choice';
import type { IconName } from '../../kit/Icon';
import { useWords } from '../../kit/language';
import { Empty } from '../../kit/States';
import { GroupRow, Row, Table } from '../../kit/Table';
import { Tag, type Tone } from '../../kit/Tag';
import { difference } from '../../terms/fields';
import type { ReviewLine } from './reviewLines';
import { words } from './words';

interface ReviewTableProps {
  readonly rows: readonly ReviewLine[];
  readonly choices: ReadonlyMap<number, Chosen>;
  readonly onChoose: (item: number, choice: Chosen) => void;
}

export function ReviewTable({ rows, choices, onChoose }: ReviewTableProps) {
  const say = useWords(words);
  if (rows.length === 0) return <Empty title={say('allLeftDone')} />;
  const groups = [...new Set(rows.map((row) => row.group))];
  return (
    <Table
      label={say('fieldsToReview')}
      columns={[
        { key: 'field', label: say('field') },
        { key: 'held', label: say('heldByYou') },
        { key: 'arrived', label: say('arrived') },
        { key: 'compare', label: say('compare') },
        { key: 'choice', label: say('yourChoice') },
      ]}
    >
      {groups.flatMap((group) => {
        const inGroup = rows.filter((row) => row.group === group);
        return [
          <GroupRow key={group} span={5}>
            <b>{say('groupFields', { name: group, n: inGroup.length })}</b>
          </GroupRow>,
          ...inGroup.map((row) => (
            <Row
              key={row.item}
              head={<span className="strong">{row.name}</span>}
              cells={[
                {
                  key: 'held',
                  label: say('heldByYou'),
                  value: (
                    <>
                      <Lines lines={row.held} />
                      {row.origin ? <span className="meta">{row.origin}</span> : null}
                    </>
                  ),
                },
                {
                  key: 'arrived',
                  label: say('arrived'),
                  value: (
                    <Lines
                      lines={row.arrived}
                      against={row.comparison === 'different' ? (row.held ?? []) : null}
                    />
                  ),
                },
                { key: 'compare', value: <Compare compare={row.comparison} /> },
                {
                  key: 'choice',
                  value: (
                    <RowChoice
                      row={row}
                      choice={choices.get(row.item) ?? null}
                      onChoose={onChoose}
                    />
                  ),
                },
              ]}
            />
          )),
        ];
      })}
    </Table>
  );
}

/** Lines of a value; against another, what differs is marked. */
function Lines({
  lines,
  against = null,
}: {
  lines: readonly string[] | null;
  against?: readonly string[] | null;
}) {
  const say = useWords(words);
  if (lines === null) return <span className="muted">{say('nothingHeld')}</span>;
  return lines.map((line, at) => {
    const other = against?.[at];
    const marked = against === null ? null : difference(other ?? '', line);
    return (
      <span className="two" key={line}>
        {marked === null || marked.differs === '' ? (
          line
        ) : (
          <>
            {marked.before} <ins className="difference">{marked.differs}</ins> {marked.after}
          </>
        )}
      </span>
    );
  });
}

const compareLooks: Readonly<Record<Comparison, { tone: Tone; icon: IconName }>> = {
  same: { tone: 'plain', icon: 'same' },
  new: { tone: 'info', icon: 'plus' },
  different: { tone: 'warn', icon: 'differs' },
};

function Compare({ compare }: { compare: Comparison }) {
  const say = useWords(words);
  const { tone, icon } = compareLooks[compare];
  return (
    <Tag tone={tone} icon={icon}>
      {say(compare)}
    </Tag>
  );
}

interface RowChoiceProps {
  readonly row: ReviewLine;
  readonly choice: Chosen | null;
  readonly onChoose: (item: number, choice: Chosen) => void;
}

function RowChoice({ row, choice, onChoose }: RowChoiceProps) {
  const say = useWords(words);
  if (row.choice !== null)
    return (
      <Tag tone={row.choice === 'keep' ? 'neutral' : 'ok'} icon="check">
        {say(row.choice === 'keep' ? 'kept' : 'accepted')}
      </Tag>
    );
  if (row.comparison === 'same') return <span className="muted">{say('nothingToDecide')}</span>;
  return (
    <Choice
      label={row.name}
      options={[
        { value: 'keep' as const, label: say('keep') },
        { value: 'accept' as const, label: say('accept') },
      ]}
      value={choice}
      onChange={(next) => onChoose(row.item, next)}
    />
  );
}
