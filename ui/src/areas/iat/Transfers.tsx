// The list of transfers that this organisation asked for.
import { Link, useNavigate } from '@tanstack/react-router';
import type { TransferRow } from '../../bindings';
import { useRead } from '../../data/read';
import { useRoles } from '../../data/session';
import { buttonClass } from '../../kit/Button';
import type { DataColumn } from '../../kit/DataTable';
import { Icon } from '../../kit/Icon';
import { ListPage } from '../../kit/ListPage';
import { useDates, useWords } from '../../kit/language';
import { fullName, recruits } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { transferState, transferWords } from '../../terms/transfers';
import { transfersRoute } from './routes';
import { TransferTag } from './state';
import { words } from './words';

const over = ['refused', 'withdrawn', 'reviewed', 'consent_withdrawn', 'lapsed', 'recalled'];

export function Transfers() {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const sayState = useWords(transferWords);
  const dates = useDates();
  const navigate = useNavigate();
  const { view } = transfersRoute.useSearch();
  const all = useRead('transfers', {}).data;
  const mayAsk = recruits(useRoles());
  const open = all?.filter((row) => !over.includes(transferState(row)));
  const rows = view === 'open' ? open : all;
  const columns: readonly DataColumn<TransferRow>[] = [
    {
      key: 'who',
      label: say('who'),
      cell: (row) => (
        <>
          <span className="two row-link">{fullName(row.name)}</span>
          <span className="meta">
            {row.occasion === 'after_hire'
              ? say('postAndOccasion', { post: row.post, occasion: sayPart(row.occasion) })
              : row.post}
          </span>
        </>
      ),
    },
    {
      key: 'from',
      label: say('from'),
      cell: (row) => sayPart('withCode', { name: row.source.name, code: row.source.ods_code }),
    },
    {
      key: 'asked',
      label: say('asked'),
      cell: (row) => (row.asked_at ? dates.short(row.asked_at) : ''),
    },
    {
      key: 'state',
      label: say('state'),
      cell: (row) => (
        <>
          <TransferTag state={transferState(row)} />
          {row.consent_withdrawn && row.stage.kind === 'released' ? (
            <span className="meta"> {sayState('stage_consent_withdrawn')}</span>
          ) : null}
        </>
      ),
    },
  ];
  const request = mayAsk ? (
    <>
      <Link className={buttonClass('main')} to="/transfers/new">
        <Icon name="plus" />
        {say('newTransfer')}
      </Link>
      <Link className={buttonClass('plain')} to="/transfers/several">
        {say('askForSeveral')}
      </Link>
    </>
  ) : null;
  return (
    <ListPage
      title={say('transfers')}
      fact={say('transfersFact')}
      actions={request}
      views={
        <nav className="views" aria-label={say('views')}>
          {(['open', 'all'] as const).map((it) => (
            <Link
              key={it}
              to="/transfers"
              search={{ view: it }}
              activeOptions={{ includeSearch: true }}
            >
              {say(`view_${it}`)}
              <span className="open">{(it === 'open' ? open : all)?.length ?? ''}</span>
            </Link>
          ))}
        </nav>
      }
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ to: '/transfers/$id', params: { id: row.id } })}
      empty={{ title: say('noTransfers'), text: say('noTransfersText') }}
    />
  );
}
