// What stands before the work: unlock as somebody known to this computer, or sign in. It shows no
// names but those of the people on this computer, and no counts.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { host } from '#host';
import { useRead } from '../../data/read';
import { useSuitedDensity } from '../../kit/appearance';
import { Icon } from '../../kit/Icon';
import { useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { AppearanceMenu, Brand, LanguageSwitch } from '../../layout/Header';
import { words as frameWords } from '../../layout/words';
import { workspacesOf, workspaceWords } from '../../terms/names';
import { Removed } from './Removed';
import { SignIn } from './SignIn';
import { Unlock } from './Unlock';
import { words } from './words';

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .map((part) => part.charAt(0))
    .join('');

/** `last` is whose work is still open behind the lock. */
export function Gate({ last }: { last: string | null }) {
  useSuitedDensity('comfortable');
  const say = useWords(words);
  const sayFrame = useWords(frameWords);
  const sayWorkspace = useWords(workspaceWords);
  const people = useRead('peopleHere').data;
  const about = useQuery({ queryKey: ['about'], queryFn: () => host.commands.about() }).data;
  const [chosen, setChosen] = useState<string | null>(last);
  const [other, setOther] = useState(false);
  const removed = useRead('removed').data ?? [];
  const unopenable = useRead('unopenable').data ?? 0;
  const [seen, setSeen] = useState<readonly string[]>([]);
  const copy = removed.find((it) => !seen.includes(it.id));
  if (!people || !about) return null;
  const person = other ? undefined : (people.find((it) => it.profile === chosen) ?? people[0]);
  return (
    <div className="gate">
      <header className="top">
        <Brand />
        <div className="organisation" />
        <div className="tools">
          <LanguageSwitch />
          <AppearanceMenu label={say('help')} button={say('help')} />
        </div>
      </header>
      <main id="main">
        <div className={people.length > 0 ? 'box' : 'box alone'}>
          {people.length > 0 ? (
            <nav className="who" aria-label={say('onComputer', { computer: about.computer })}>
              <h2>{say('onComputer', { computer: about.computer })}</h2>
              <ul>
                {people.map((it) => (
                  <li key={it.profile}>
                    <button
                      type="button"
                      className="person"
                      aria-current={it.profile === person?.profile}
                      onClick={() => {
                        setOther(false);
                        setChosen(it.profile);
                      }}
                    >
                      <span className="initials" aria-hidden="true">
                        {initials(it.name)}
                      </span>
                      <span>
                        <span className="name">{it.name}</span>
                        <span className="meta">
                          {workspacesOf(it.roles)
                            .map((workspace) => sayWorkspace(workspace))
                            .join(', ')}
                        </span>
                      </span>
                    </button>
                  </li>
                ))}
                <li>
                  <button
                    type="button"
                    className="person other"
                    aria-current={other}
                    onClick={() => setOther(true)}
                  >
                    <Icon name="plus" />
                    {say('someoneElse')}
                  </button>
                </li>
              </ul>
            </nav>
          ) : null}
          <div className="entry">
            {copy ? (
              <Removed key={copy.id} copy={copy} onSeen={() => setSeen([...seen, copy.id])} />
            ) : person ? (
              <Unlock key={person.profile} person={person} stillOpen={person.profile === last} />
            ) : (
              <SignIn server={about.server} />
            )}
            {unopenable > 0 ? (
              <Note tone="warn" icon="alert" title={say('unopenableTitle')}>
                <p>{say('unopenableWhat', { n: unopenable })}</p>
                <p>{say('unopenableAsk')}</p>
              </Note>
            ) : null}
            <p className="meta aside">{say('keptApart')}</p>
          </div>
        </div>
      </main>
      <footer className="status full">
        <span className="end">{sayFrame('version', { version: about.version })}</span>
      </footer>
    </div>
  );
}
