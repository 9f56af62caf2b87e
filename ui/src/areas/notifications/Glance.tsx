// What is open for this person, kind by kind, and the lists of their work: what a landing page says
// before its list. Every figure opens the rows behind it.
import { Link } from '@tanstack/react-router';
import { useRead } from '../../data/read';
import { useRoles } from '../../data/session';
import { useWords } from '../../kit/language';
import { pagesOf } from '../../layout/pages';
import { words as pageWords } from '../../layout/words';
import { workspacesOf } from '../../terms/names';
import { useKindNames } from './kinds';
import { dayOf } from './lines';
import { words } from './words';

export function Glance() {
  const say = useWords(words);
  const sayPage = useWords(pageWords);
  const nameOf = useKindNames();
  const open = useRead('openWork', { today: dayOf(new Date()) }).data ?? [];
  const pages = workspacesOf(useRoles()).flatMap((it) => pagesOf[it]);
  const lists = [...new Set(pages)].filter((page) => page.id !== 'work');
  return (
    <div className="glance">
      {open.length > 0 ? (
        <nav aria-label={say('glance')}>
          <ul>
            {open.map(({ kind, mine, queue, overdue }) => (
              <li key={kind}>
                <Link to="/work" search={{ tab: mine > 0 ? 'mine' : 'queue', kinds: [kind] }}>
                  {nameOf(kind)}
                </Link>
                <span className="meta">
                  {[
                    say('glanceKind', { n: mine + queue }),
                    ...(queue > 0 ? [say('glanceQueue', { n: queue })] : []),
                  ].join(' · ')}
                </span>
                {overdue > 0 ? (
                  <strong className="meta">{say('glanceOverdue', { n: overdue })}</strong>
                ) : null}
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      <nav aria-label={say('lists')}>
        <ul>
          {lists.map(({ id, to }) => (
            <li key={id}>
              <Link to={to}>{sayPage(`page_${id}`)}</Link>
            </li>
          ))}
          <li>
            <Link to="/away">{say('away')}</Link>
          </li>
        </ul>
      </nav>
    </div>
  );
}
