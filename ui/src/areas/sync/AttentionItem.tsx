// One piece of work that came back: the plain reason first, what was typed, what is different now, and
// the ways on: change and send again, look again, withdraw, or later.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AttentionPage, Command, Field, Value } from '../../bindings';
import { withdraw } from '../../data/act';
import { useRead } from '../../data/read';
import { Button, buttonClass } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { Confirm } from '../../kit/Dialog';
import { type Fact, SummaryList } from '../../kit/Facts';
import { ErrorSummary, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { Loading } from '../../kit/States';
import { Row, Table } from '../../kit/Table';
import { fieldWords, valueLines } from '../../terms/fields';
import { partWords } from '../../terms/parts';
import { problemOf, refusalText } from '../../terms/refusals';
import { words } from './words';

export function AttentionItem({ id }: { id: string }) {
  const item = useRead('attentionItem', id).data;
  return item ? <Shown item={item} /> : <Loading />;
}

function Shown({ item }: { item: AttentionPage }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const dates = useDates();
  const typed = useTyped(item);
  const [asking, setAsking] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const what = say(`do_${item.what}`);
  const takeBack = async () => {
    setAsking(false);
    const answer = await withdraw(item.id);
    if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
    else announce(say('withdrawn'));
  };
  const when = dates.moment(item.refused_at);
  return (
    <div className="cards">
      <h2>{item.who ? say('aboutWho', { what, who: item.who }) : what}</h2>
      <ErrorSummary problems={problems} idOf={(field) => field} />
      <Note tone="warn" icon="alert" title={refusalText(item.reason, language)}>
        <p>
          {item.refused_by
            ? say('refusedBecause', { name: item.refused_by, when })
            : say('refusedAt', { when })}
        </p>
      </Note>
      {item.differences.length > 0 ? <Differences item={item} /> : null}
      {typed.length > 0 ? (
        <Card title={say('whatYouTyped')}>
          <SummaryList facts={typed} />
        </Card>
      ) : null}
      {item.depending.length > 0 ? (
        <Card title={say('heldBack')}>
          <ul>
            {item.depending.map((it) => (
              <li key={it.id}>
                {it.who
                  ? say('aboutWho', { what: say(`do_${it.what}`), who: it.who })
                  : say(`do_${it.what}`)}
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      <div className="form-actions">
        <WayOn id={item.id} command={item.command} />
        <Button look="destructive" onClick={() => setAsking(true)}>
          {say('withdrawWork')}
        </Button>
        <Link className={buttonClass('quiet')} to="/attention" activeOptions={{ exact: true }}>
          {say('decideLater')}
        </Link>
      </div>
      <Confirm
        title={say('withdrawTitle')}
        open={asking}
        confirm={say('withdrawWork')}
        destructive
        onConfirm={() => void takeBack()}
        onClose={() => setAsking(false)}
      >
        <p>{say('withdrawText')}</p>
      </Confirm>
    </div>
  );
}

/** To the page where it is done again. */
function WayOn({ id, command }: { id: string; command: Command }) {
  const say = useWords(words);
  const className = buttonClass('main');
  switch (command.kind) {
    case 'request_transfer':
      return (
        <Link className={className} to="/transfers/new" search={{ amends: id }}>
          {say('sendAgain')}
        </Link>
      );
    case 'release_enquiry':
    case 'refuse_enquiry':
      return (
        <Link className={className} to="/enquiries/$id" params={{ id: command.id }}>
          {say('lookAgain')}
        </Link>
      );
    case 'release_oh':
    case 'refuse_oh':
      return (
        <Link className={className} to="/oh-releases/$id" params={{ id: command.id }}>
          {say('lookAgain')}
        </Link>
      );
    case 'decide_part':
      return (
        <Link
          className={className}
          to="/transfers/$id/review/$part"
          params={{ id: command.id, part: command.part }}
        >
          {say('lookAgain')}
        </Link>
      );
    case 'withdraw_transfer':
      return (
        <Link className={className} to="/transfers/$id" params={{ id: command.id }}>
          {say('lookAgain')}
        </Link>
      );
    default:
      return null;
  }
}

function useTyped(item: AttentionPage): readonly Fact[] {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const dates = useDates();
  const { command } = item;
  const fact = (key: string, label: string, value: string | null): Fact[] =>
    value ? [{ key, label, value }] : [];
  switch (command.kind) {
    case 'request_transfer':
      return [
        ...fact('who', say('label_applicant'), item.who),
        ...fact('with', say('label_organisation'), item.with_whom),
        ...fact('ni', say('label_ni'), say('masked')),
        ...fact('born', say('label_born'), dates.day(command.date_of_birth)),
        ...fact('name', say('label_lastName'), command.last_name),
        ...fact('consent', say('label_consent'), dates.day(command.consent.given_on)),
      ];
    case 'withdraw_applicant':
    case 'withdraw_transfer':
      return fact('reason', say('label_reason'), command.reason);
    case 'refuse_enquiry':
      return [
        ...fact('reason', say('label_reason'), sayPart(command.reason)),
        ...fact('note', say('label_note'), command.note),
      ];
    case 'refuse_oh':
      return fact('note', say('label_note'), command.note);
    case 'decide_part':
      return fact('choices', say('label_choices'), say('choices', { n: command.choices.length }));
    default:
      return [];
  }
}

const isField = (name: string): name is Field => Object.hasOwn(fieldWords, name);

function Differences({ item }: { item: AttentionPage }) {
  const say = useWords(words);
  const sayField = useWords(fieldWords);
  const dates = useDates();
  const written = (value: Value | null) =>
    value === null ? say('nothing') : valueLines(value, sayField, dates).join('; ');
  return (
    <Card title={say('whatDiffers')} flush>
      <Table
        label={say('whatDiffers')}
        columns={[
          { key: 'field', label: say('field') },
          { key: 'yours', label: say('asYouSaw') },
          { key: 'theirs', label: say('asItIs') },
        ]}
      >
        {item.differences.map((it) => (
          <Row
            key={it.field}
            head={
              <span className="strong">{isField(it.field) ? sayField(it.field) : it.field}</span>
            }
            cells={[
              { key: 'yours', label: say('asYouSaw'), value: written(it.yours) },
              {
                key: 'theirs',
                label: say('asItIs'),
                value: <ins className="difference">{written(it.theirs)}</ins>,
              },
            ]}
          />
        ))}
      </Table>
    </Card>
  );
}
