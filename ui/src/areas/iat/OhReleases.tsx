// What other organisations' occupational health asks of ours.
import { useNavigate } from '@tanstack/react-router';
import type { OhEnquiryRow } from '../../bindings';
import { useRead } from '../../data/read';
import type { DataColumn } from '../../kit/DataTable';
import type { IconName } from '../../kit/Icon';
import { ListPage } from '../../kit/ListPage';
import { useWords } from '../../kit/language';
import { Tag, type Tone } from '../../kit/Tag';
import { fullName } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { sourceWords } from './sourceWords';

const looks: Readonly<
  Record<OhEnquiryRow['stage']['kind'] | 'waiting_to_send', { tone: Tone; icon: IconName }>
> = {
  waiting_to_send: { tone: 'warn', icon: 'clock' },
  waiting: { tone: 'oh', icon: 'shield' },
  released: { tone: 'ok', icon: 'check' },
  refused: { tone: 'neutral', icon: 'stop' },
  ended: { tone: 'neutral', icon: 'close' },
};

export function OhReleases() {
  const say = useWords(sourceWords);
  const sayPart = useWords(partWords);
  const navigate = useNavigate();
  const rows = useRead('ohEnquiries', {}).data;
  const columns: readonly DataColumn<OhEnquiryRow>[] = [
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
      title={say('ohReleases')}
      fact={say('ohFact')}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ to: '/oh-releases/$id', params: { id: row.id } })}
      empty={{ title: say('noOh'), text: say('noOhText') }}
    />
  );
}
