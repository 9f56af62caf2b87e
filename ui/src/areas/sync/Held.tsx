// What is on this computer for the person who looks: kinds of records and how many, never whose.
import { useRead } from '../../data/read';
import { Card } from '../../kit/Card';
import { SummaryList } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Pane } from '../../kit/Pane';
import { Loading } from '../../kit/States';
import { Row, Table } from '../../kit/Table';
import { words } from './words';

export function Held() {
  const say = useWords(words);
  const dates = useDates();
  const held = useRead('held').data;
  const status = useRead('syncStatus').data;
  return (
    <div className="page">
      <PageHead title={say('held')} windowTitle={say('held')} fact={say('heldFact')} />
      <div className="split">
        <Pane label={say('held')}>
          {held === undefined ? (
            <Loading />
          ) : (
            <div className="cards">
              <Card title={say('records')} flush>
                <Table
                  label={say('held')}
                  columns={[
                    { key: 'kind', label: say('kind') },
                    { key: 'records', label: say('records'), number: true },
                  ]}
                >
                  {held.map((row) => (
                    <Row
                      key={row.noun}
                      head={say(`noun_${row.noun}`)}
                      cells={[
                        {
                          key: 'records',
                          label: say('records'),
                          number: true,
                          value: say(row.left_out === 0 ? 'heldCount' : 'heldCountLeftOut', {
                            records: row.records.toLocaleString('en-GB'),
                            n: row.left_out,
                          }),
                        },
                      ]}
                    />
                  ))}
                </Table>
              </Card>
              <Card title={say('syncTitle')}>
                <SummaryList
                  facts={[
                    {
                      key: 'last',
                      label: say('lastSync'),
                      value: status?.last_sync ? dates.momentFirst(status.last_sync) : say('never'),
                    },
                    {
                      key: 'check',
                      label: say('lastCheck'),
                      value: status?.last_check
                        ? say(
                            status.last_check.repaired === 0 ? 'checkedSame' : 'checkedRepaired',
                            {
                              when: dates.momentFirst(status.last_check.at),
                              n: status.last_check.repaired,
                            },
                          )
                        : say('never'),
                    },
                  ]}
                />
              </Card>
            </div>
          )}
        </Pane>
      </div>
    </div>
  );
}
