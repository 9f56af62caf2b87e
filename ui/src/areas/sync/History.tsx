// What was done from this computer, and what became of it.
import type { HistoryRow } from '../../bindings';
import { useRead } from '../../data/read';
import type { IconName } from '../../kit/Icon';
import { useDates, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { Row, Table } from '../../kit/Table';
import { Tag, type Tone } from '../../kit/Tag';
import { words } from './words';

const looks: Readonly<Record<HistoryRow['outcome'], { tone: Tone; icon: IconName }>> = {
  accepted: { tone: 'ok', icon: 'check' },
  refused: { tone: 'bad', icon: 'stop' },
  withdrawn: { tone: 'neutral', icon: 'close' },
};

export function History() {
  const say = useWords(words);
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
                  head={<span className="strong">{say(`do_${row.what}`)}</span>}
                  cells={[
                    { key: 'who', label: say('who'), value: row.who },
                    { key: 'saved', label: say('saved'), value: dates.momentFirst(row.saved_at) },
                    {
                      key: 'decided',
                      label: say('decided'),
                      value: row.decided_at ? dates.momentFirst(row.decided_at) : say('never'),
                    },
                    {
                      key: 'outcome',
                      value: (
                        <Tag tone={looks[row.outcome].tone} icon={looks[row.outcome].icon}>
                          {say(`outcome_${row.outcome}`)}
                        </Tag>
                      ),
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
