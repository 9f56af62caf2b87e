// The enquiries of other organisations: the last name is there while the decision is.
import { useNavigate } from '@tanstack/react-router';
import type { EnquiryRow } from '../../bindings';
import { useRead } from '../../data/read';
import type { DataColumn } from '../../kit/DataTable';
import type { IconName } from '../../kit/Icon';
import { ListPage } from '../../kit/ListPage';
import { useDates, useWords } from '../../kit/language';
import { Tag, type Tone } from '../../kit/Tag';
import { partWords } from '../../terms/parts';
import { sourceWords } from './sourceWords';

const looks: Readonly<
  Record<EnquiryRow['stage']['kind'] | 'waiting_to_send', { tone: Tone; icon: IconName }>
> = {
  waiting_to_send: { tone: 'warn', icon: 'clock' },
  awaiting_approval: { tone: 'info', icon: 'person' },
  released: { tone: 'ok', icon: 'check' },
  refused: { tone: 'neutral', icon: 'stop' },
  ended: { tone: 'neutral', icon: 'close' },
  more_asked: { tone: 'neutral', icon: 'help' },
  consent_withdrawn: { tone: 'bad', icon: 'stop' },
  lapsed: { tone: 'neutral', icon: 'clock' },
  recalled: { tone: 'bad', icon: 'alert' },
};

export function Enquiries() {
  const say = useWords(sourceWords);
  const sayPart = useWords(partWords);
  const dates = useDates();
  const navigate = useNavigate();
  const rows = useRead('enquiries', {}).data;
  const columns: readonly DataColumn<EnquiryRow>[] = [
    {
      key: 'asker',
      label: say('askedBy'),
      cell: (row) => (
        <>
          <span className="two row-link">
            {sayPart('withCode', { name: row.asker.name, code: row.asker.ods_code })}
          </span>
          <span className="meta">{row.asked_by.name}</span>
        </>
      ),
    },
    { key: 'about', label: say('lastName'), cell: (row) => row.last_name ?? '' },
    { key: 'post', label: say('forPost'), cell: (row) => row.post },
    {
      key: 'at',
      label: say('asked'),
      cell: (row) => (row.received_at ? dates.short(row.received_at) : ''),
    },
    {
      key: 'state',
      label: say('state'),
      cell: (row) => {
        const state = row.waiting ? 'waiting_to_send' : row.stage.kind;
        return (
          <Tag tone={looks[state].tone} icon={looks[state].icon}>
            {say(`stage_${state}`)}
          </Tag>
        );
      },
    },
  ];
  return (
    <ListPage
      title={say('enquiries')}
      fact={say('enquiriesFact')}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ to: '/enquiries/$id', params: { id: row.id } })}
      empty={{ title: say('noEnquiries'), text: say('noEnquiriesText') }}
    />
  );
}
