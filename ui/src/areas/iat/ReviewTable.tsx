// The rows of a review under their headings.
import type { Choice as Chosen, Comparison, PartKind, ReviewItem, ReviewRow } from '../../bindings';
import { Choice } from '../../kit/Choice';
import type { IconName } from '../../kit/Icon';
import { useDates, useWords } from '../../kit/language';
import { Empty } from '../../kit/States';
import { GroupRow, Row, Table } from '../../kit/Table';
import { Tag, type Tone } from '../../kit/Tag';
import {
  competenceLine,
  competenceName,
  difference,
  fieldWords,
  immunisationLine,
  valueLines,
} from '../../terms/fields';
import { words } from './words';

interface ReviewTableProps {
  readonly part: PartKind;
  readonly rows: readonly ReviewRow[];
  readonly choices: ReadonlyMap<number, Chosen>;
  readonly onChoose: (item: number, choice: Chosen) => void;
}

interface Written {
  readonly group: string;
  readonly name: string;
  readonly held: readonly string[] | null;
  /** The held value without where it came from: what the arrived one is compared with. */
  readonly plain: readonly string[];
  readonly arrived: readonly string[];
}

export function ReviewTable({ part, rows, choices, onChoose }: ReviewTableProps) {
  const say = useWords(words);
  const write = useWritten();
  if (rows.length === 0) return <Empty title={say('allLeftDone')} />;
  const written = rows.map((row) => ({ row, ...write(row.what) }));
  const groups = [...new Set(written.map((it) => it.group))];
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
        const inGroup = written.filter((it) => it.group === group);
        return [
          <GroupRow key={`${part}-${group}`} span={5}>
            <b>{say('groupFields', { name: group, n: inGroup.length })}</b>
          </GroupRow>,
          ...inGroup.map(({ row, name, held, plain, arrived }) => (
            <Row
              key={row.item}
              head={<span className="strong">{name}</span>}
              cells={[
                { key: 'held', label: say('heldByYou'), value: <Lines lines={held} /> },
                {
                  key: 'arrived',
                  label: say('arrived'),
                  value: (
                    <Lines lines={arrived} against={row.compare === 'different' ? plain : null} />
                  ),
                },
                { key: 'compare', value: <Compare compare={row.compare} /> },
                {
                  key: 'choice',
                  value: (
                    <RowChoice
                      row={row}
                      name={name}
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

function useWritten(): (item: ReviewItem) => Written {
  const say = useWords(words);
  const sayField = useWords(fieldWords);
  const dates = useDates();
  return (item) => {
    switch (item.kind) {
      case 'field': {
        const plain = item.held ? valueLines(item.held, sayField, dates) : [];
        const [first, ...rest] = plain;
        const held =
          first === undefined
            ? null
            : [
                item.held_origin
                  ? say('valueFrom', { value: first, origin: item.held_origin })
                  : first,
                ...rest,
              ];
        return {
          group: sayField(item.section),
          name: sayField(item.field),
          held,
          plain,
          arrived: valueLines(item.arrived, sayField, dates),
        };
      }
      case 'competence': {
        const plain = item.held ? [competenceLine(item.held, sayField, dates)] : [];
        return {
          group: sayField('competences'),
          name: competenceName(item.arrived.name),
          held: item.held ? plain : null,
          plain,
          arrived: [competenceLine(item.arrived, sayField, dates)],
        };
      }
      case 'immunisation': {
        const plain = item.held ? [immunisationLine(item.held, sayField, dates)] : [];
        return {
          group: sayField('immunisations'),
          name: item.arrived.disease,
          held: item.held ? plain : null,
          plain,
          arrived: [immunisationLine(item.arrived, sayField, dates)],
        };
      }
    }
  };
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
  readonly row: ReviewRow;
  readonly name: string;
  readonly choice: Chosen | null;
  readonly onChoose: (item: number, choice: Chosen) => void;
}

function RowChoice({ row, name, choice, onChoose }: RowChoiceProps) {
  const say = useWords(words);
  if (row.choice !== null) {
    const kept = row.choice === 'keep';
    return row.waiting ? (
      <Tag tone="warn" icon="clock">
        {say(kept ? 'keptWaiting' : 'acceptedWaiting')}
      </Tag>
    ) : (
      <Tag tone={kept ? 'neutral' : 'ok'} icon="check">
        {say(kept ? 'kept' : 'accepted')}
      </Tag>
    );
  }
  if (row.compare === 'same') return <span className="muted">{say('nothingToDecide')}</span>;
  return (
    <Choice
      label={name}
      options={[
        { value: 'keep' as const, label: say('keep') },
        { value: 'accept' as const, label: say('accept') },
      ]}
      value={choice}
      onChange={(next) => onChoose(row.item, next)}
    />
  );
}
