// What was done from this computer, and what became of it.
import type { WorkState } from '../../bindings';
import { useRead } from '../../data/read';
import type { IconName } from '../../kit/Icon';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { Row, Table } from '../../kit/Table';
import { Tag, type Tone } from '../../kit/Tag';
import { verbText } from '../../terms/verbs';
import { words } from './words';

type Settled = Exclude<WorkState, 'waiting' | 'sent' | 'parked'>;

const looks: Readonly<Record<Settled, { tone: Tone; icon: IconName }>> = {
  accepted: { tone: 'ok', icon: 'check' },
  refused: { tone: 'bad', icon: 'stop' },
  withdrawn: { tone: 'neutral', icon: 'close' },
  superseded: { tone: 'neutral', icon: 'history' },
  handed_in: { tone: 'info', icon: 'people' },
};

export function History() {
  const say = useWords(words);
  const { language } = useLanguage();
  const dates = useDates();
  const rows = useRead('history').data;
  return (
    <div className="page">
      <PageHead title={say('history')} windowTitle={say('history')} fact={say('historyFact')} />
      <div className="split">
        <div className="pane">
          {rows === undefined ? (
            <Loading />
          ) : rows.length === 0 ? (
            <Empty title={say('noHistory')} />
          ) : (
            <Table
              label={say('history')}
              columns={[
                { key: 'what', label: say('what') },
                { key: 'who', label: say('who') },
                { key: 'saved', label: say('saved') },
                { key: 'decided', label: say('decided') },
                { key: 'outcome', label: say('outcome') },
              ]}
            >
              {rows.map((row) => (
                <Row
                  key={row.id}
                  head={<span className="strong">{verbText(row.verb, language)}</span>}
                  cells={[
                    { key: 'who', label: say('who'), value: row.subject },
                    { key: 'saved', label: say('saved'), value: dates.momentFirst(row.saved_at) },
                    {
                      key: 'decided',
                      label: say('decided'),
                      value: row.settled_at ? dates.momentFirst(row.settled_at) : say('never'),
                    },
                    {
                      key: 'outcome',
                      value: <Outcome state={row.state} />,
                    },
                  ]}
                />
              ))}
            </Table>
          )}
        </div>
      </div>
    </div>
  );
}

function Outcome({ state }: { state: WorkState }) {
  const say = useWords(words);
  if (state === 'waiting' || state === 'sent' || state === 'parked') return null;
  return (
    <Tag tone={looks[state].tone} icon={looks[state].icon}>
      {say(`outcome_${state}`)}
    </Tag>
  );
}
