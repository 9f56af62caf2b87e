// What came, team by team: each team sees its own part only; for the others its name, its state, and
// who decides.
import { Link } from '@tanstack/react-router';
import type { PartKind, PartStage, Transfer, TransferView } from '../../bindings';
import { buttonClass } from '../../kit/Button';
import { useDates, useWords } from '../../kit/language';
import { Row, Table } from '../../kit/Table';
import { partWords } from '../../terms/parts';
import { happened } from './happened';
import { PartTag, partOrder } from './state';
import { words } from './words';

export function TransferParts({ view }: { view: TransferView }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const page = view.transfer;
  return (
    <Table
      label={say('whatCame')}
      columns={[
        { key: 'part', label: say('part') },
        { key: 'came', label: say('came') },
        { key: 'state', label: say('state') },
        { key: 'action', label: say('action'), silent: true },
      ]}
    >
      {partOrder.map((part) => {
        const stage = page.parts[part] ?? 'not_coming';
        const mine = view.mine.includes(part);
        return (
          <Row
            key={part}
            head={
              <>
                <span className="two strong">{sayPart(part)}</span>
                <span className="meta">{sayPart(`${part}_has`)}</span>
              </>
            }
            cells={[
              {
                key: 'came',
                label: say('came'),
                value: <Came page={page} part={part} stage={stage} mine={mine} />,
              },
              { key: 'state', value: <PartTag part={part} stage={stage} mine={mine} /> },
              {
                key: 'action',
                value: <PartAction id={page.id} part={part} stage={stage} mine={mine} />,
              },
            ]}
          />
        );
      })}
    </Table>
  );
}

interface PartProps {
  readonly part: PartKind;
  readonly stage: PartStage;
  readonly mine: boolean;
}

function Came({ page, part, stage, mine }: PartProps & { page: Transfer }) {
  const say = useWords(words);
  const dates = useDates();
  if (stage === 'waiting') return <span className="muted">{say('notHereYet')}</span>;
  if (stage === 'recalled') return <span className="muted">{say('wasRecalled')}</span>;
  if (stage === 'not_coming') return <span className="muted">{say('willNotCome')}</span>;
  if (part === 'occupational_health' && !mine)
    return (
      <>
        <span className="two">{say('ohSent')}</span>
        <span className="meta">{say('ohHidden')}</span>
      </>
    );
  const released = happened(page, 'released')?.what;
  const count =
    released?.kind !== 'released' || part === 'occupational_health'
      ? null
      : part === 'recruitment'
        ? say('fieldsCame', { n: released.fields.length })
        : say('competencesCame', { n: released.competences });
  const decided = page.history.find(
    (entry) => entry.what.kind === 'part_decided' && entry.what.part === part,
  );
  const second = decided?.who
    ? say('decidedBy', { name: decided.who, when: dates.moment(decided.at) })
    : mine
      ? null
      : say('teamHidden');
  return (
    <>
      {count ? <span className="two">{count}</span> : null}
      {second ? <span className="meta">{second}</span> : null}
    </>
  );
}

function PartAction({ id, part, stage, mine }: PartProps & { id: string }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  if (!mine)
    return stage === 'arrived' ? (
      <span className="muted">
        {say(part === 'occupational_health' ? 'ohDecides' : 'teamDecides')}
      </span>
    ) : null;
  if (stage === 'waiting' || stage === 'not_coming') return null;
  const review = stage === 'arrived';
  return (
    <Link
      className={review ? buttonClass('main', true) : undefined}
      to="/transfers/$id/review/$part"
      params={{ id, part }}
    >
      {say(review ? 'review' : 'see', { part: sayPart(part) })}
    </Link>
  );
}
