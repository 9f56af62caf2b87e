// The applicants this person may hold.
import { Link, useNavigate } from '@tanstack/react-router';
import type { ApplicantRow } from '../../bindings';
import { useRead } from '../../data/read';
import { useRoles } from '../../data/session';
import { buttonClass } from '../../kit/Button';
import type { DataColumn } from '../../kit/DataTable';
import { ListPage } from '../../kit/ListPage';
import { useDates, useWords } from '../../kit/language';
import { fullName, recruits } from '../../terms/names';
import { ApplicantTag } from './ApplicantTag';
import { words } from './words';

export function People() {
  const say = useWords(words);
  const dates = useDates();
  const navigate = useNavigate();
  const mayAsk = recruits(useRoles());
  const rows = useRead('applicants', {}).data;
  const columns: readonly DataColumn<ApplicantRow>[] = [
    {
      key: 'who',
      label: say('who'),
      cell: (row) => <span className="row-link">{fullName(row.name)}</span>,
    },
    { key: 'post', label: say('post'), cell: (row) => row.post },
    {
      key: 'start',
      label: say('startDate'),
      cell: (row) => (row.start_on ? dates.short(row.start_on) : say('notSet')),
    },
    { key: 'state', label: say('state'), cell: (row) => <ApplicantTag stage={row.stage} /> },
  ];
  return (
    <ListPage
      title={say('applicants')}
      fact={say('applicantsFact')}
      actions={
        mayAsk ? (
          <Link className={buttonClass('plain')} to="/transfers/several">
            {say('askForSeveral')}
          </Link>
        ) : null
      }
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ to: '/people/$id', params: { id: row.person } })}
      empty={{ title: say('none'), text: say('noneText') }}
    />
  );
}
