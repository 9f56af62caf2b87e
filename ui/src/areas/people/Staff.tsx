// The people whom this person's role holds: staff, or a manager's team. By the beginning of a last
// name or a staff number, which is in the address.
import { useNavigate } from '@tanstack/react-router';
import type { PersonRow } from '../../bindings';
import { useRead } from '../../data/read';
import type { DataColumn } from '../../kit/DataTable';
import { ListPage } from '../../kit/ListPage';
import { useWords } from '../../kit/language';
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
    <ListPage
      title={say('staff')}
      fact={say('staffFact')}
      narrowing={
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
      }
      columns={columns}
      rows={answer?.rows}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ to: '/people/$id', params: { id: row.id } })}
      empty={
        find === ''
          ? { title: say('noStaff'), text: say('noStaffText') }
          : { title: say('nobodyFound'), text: say('nobodyFoundText') }
      }
      after={answer?.more ? <p className="meta">{say('moreStaff')}</p> : null}
    />
  );
}
