// The references that other organisations ask of this one.
import { useNavigate } from '@tanstack/react-router';
import type { ReferenceRow } from '../../bindings';
import { useRead } from '../../data/read';
import type { DataColumn } from '../../kit/DataTable';
import type { IconName } from '../../kit/Icon';
import { ListPage } from '../../kit/ListPage';
import { useDates, useWords } from '../../kit/language';
import { Tag, type Tone } from '../../kit/Tag';
import { fullName } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { referenceWords } from './referenceWords';

const looks: Readonly<
  Record<ReferenceRow['stage']['kind'] | 'waiting_to_send', { tone: Tone; icon: IconName }>
> = {
  waiting_to_send: { tone: 'warn', icon: 'clock' },
  to_complete: { tone: 'info', icon: 'document' },
  submitted: { tone: 'ok', icon: 'check' },
  declined: { tone: 'neutral', icon: 'stop' },
  ended: { tone: 'neutral', icon: 'close' },
};

export function References() {
  const say = useWords(referenceWords);
  const sayPart = useWords(partWords);
  const dates = useDates();
  const navigate = useNavigate();
  const rows = useRead('references', {}).data;
  const columns: readonly DataColumn<ReferenceRow>[] = [
    {
      key: 'who',
      label: say('who'),
      cell: (row) => <span className="row-link">{fullName(row.name)}</span>,
    },
    {
      key: 'asker',
      label: say('askedBy'),
      cell: (row) => sayPart('withCode', { name: row.asker.name, code: row.asker.ods_code }),
    },
    { key: 'post', label: say('post'), cell: (row) => row.post },
    { key: 'opened', label: say('opened'), cell: (row) => dates.momentFirst(row.opened_at) },
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
      title={say('references')}
      fact={say('referencesFact')}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ to: '/references/$id', params: { id: row.id } })}
      empty={{ title: say('none'), text: say('noneText') }}
    />
  );
}
