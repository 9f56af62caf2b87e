// The people whom this person's role holds: staff, or a manager's team. By the beginning of a last
// name or a staff number, which is in the address.
import { useNavigate } from '@tanstack/react-router';
import type { PersonRow } from '../../bindings';
import { useRead } from '../../data/read';
import { type DataColumn, DataTable } from '../../kit/DataTable';
import { useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { TextInput } from '../../kit/TextInput';
import { fullName } from '../../terms/names';
import { staffRoute } from './routes';
import { words } from './words';

export function Staff() {
  const say = useWords(words);
  const navigate = useNavigate();
  const { find = '' } = staffRoute.useSearch();
  const answer = useRead('people', { starts_with: find }).data;
  const columns: readonly DataColumn<PersonRow>[] = [
    {
      key: 'who',
      label: say('who'),
      cell: (row) => <span className="row-link">{fullName(row.name)}</span>,
    },
    {
      key: 'number',
      label: say('staffNumber'),
      cell: (row) => row.employee_number ?? say('notSet'),
    },
    { key: 'standing', label: say('standing'), cell: (row) => say(`standing_${row.standing}`) },
  ];
  return (
    <div className="page">
      <PageHead title={say('staff')} windowTitle={say('staff')} fact={say('staffFact')} />
      <div className="split">
        <div className="pane">
          <div className="narrowing">
            <TextInput
              name="find"
              label={say('find')}
              hint={say('findHint')}
              value={find}
              onChange={(typed) =>
                void navigate({
                  to: '/staff',
                  search: typed === '' ? {} : { find: typed },
                  replace: true,
                })
              }
            />
          </div>
          {answer === undefined ? (
            <Loading />
          ) : answer.rows.length === 0 ? (
            <Empty title={find === '' ? say('noStaff') : say('nobodyFound')}>
              {find === '' ? say('noStaffText') : say('nobodyFoundText')}
            </Empty>
          ) : (
            <>
              <DataTable
                label={say('staff')}
                columns={columns}
                rows={answer.rows}
                keyOf={(row) => row.id}
                onOpen={(row) => void navigate({ to: '/people/$id', params: { id: row.id } })}
              />
              {answer.more ? <p className="meta">{say('moreStaff')}</p> : null}
            </>
          )}
        </div>
      </div>
    </div>
  );
}
