// The applicants this person may hold.
import { useNavigate } from '@tanstack/react-router';
import type { ApplicantRow } from '../../bindings';
import { useRead } from '../../data/read';
import { type DataColumn, DataTable } from '../../kit/DataTable';
import { useDates, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { fullName } from '../../terms/names';
import { ApplicantTag } from './ApplicantTag';
import { words } from './words';

export function People() {
  const say = useWords(words);
  const dates = useDates();
  const navigate = useNavigate();
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
    <div className="page">
      <PageHead
        title={say('applicants')}
        windowTitle={say('applicants')}
        fact={say('applicantsFact')}
      />
      <div className="split">
        <div className="pane">
          {rows === undefined ? (
            <Loading />
          ) : rows.length === 0 ? (
            <Empty title={say('none')}>{say('noneText')}</Empty>
          ) : (
            <DataTable
              label={say('applicants')}
              columns={columns}
              rows={rows}
              keyOf={(row) => row.id}
              onOpen={(row) => void navigate({ to: '/people/$id', params: { id: row.person } })}
            />
          )}
        </div>
      </div>
    </div>
  );
}
