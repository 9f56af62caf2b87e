// Work that the server did not accept: a list, and beside it the reason and the ways on.
import { Link } from '@tanstack/react-router';
import { useRead } from '../../data/read';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { Tag } from '../../kit/Tag';
import { notTakenText } from '../../terms/refusals';
import { workText } from '../../terms/verbs';
import { AttentionItem } from './AttentionItem';
import { attentionRoute } from './routes';
import { words } from './words';

export function Attention() {
  const say = useWords(words);
  const dates = useDates();
  const { language } = useLanguage();
  const { open } = attentionRoute.useSearch();
  const rows = useRead('attention').data;
  const current = rows?.find((row) => row.id === open) ?? null;
  return (
    <div className="page">
      <PageHead
        title={say('attention')}
        windowTitle={say('attention')}
        fact={say('attentionFact')}
      />
      {rows === undefined ? (
        <Loading />
      ) : rows.length === 0 ? (
        <div className="split">
          <div className="pane">
            <Empty title={say('noAttention')}>{say('noAttentionText')}</Empty>
          </div>
        </div>
      ) : (
        <div className="split">
          <nav className="chooser" aria-label={say('attention')}>
            <ul>
              {rows.map((row) => (
                <li key={row.id}>
                  <Link
                    to="/attention"
                    search={{ open: row.id }}
                    activeOptions={{ includeSearch: true }}
                  >
                    <span className="two">{workText(row, language)}</span>
                    <span className="meta">
                      {say('savedWhen', { when: dates.moment(row.saved_at) })}
                    </span>
                    {row.state === 'parked' ? (
                      <Tag tone="warn" icon="alert">
                        {say('notDecidedYet')}
                      </Tag>
                    ) : (
                      <Tag tone="bad" icon="stop">
                        {say('notAccepted')}
                      </Tag>
                    )}
                    {row.reason ? (
                      <span className="meta">{notTakenText(row.reason, language)}</span>
                    ) : null}
                  </Link>
                </li>
              ))}
            </ul>
            <p className="meta">
              {say('settledIn')} <Link to="/history">{say('history')}</Link>
            </p>
          </nav>
          <div className="pane padded" data-pane="panel" tabIndex={-1}>
            {current ? (
              <AttentionItem key={current.id} item={current} />
            ) : (
              <p className="muted">{say('chooseOne')}</p>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
