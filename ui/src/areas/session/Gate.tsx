// What stands before the work: unlock as somebody known to this computer, or sign in. It shows no
// names but those of the people on this computer, and no counts.
import { useState } from 'react';
import type { Session } from '../../bindings';
import { useRead } from '../../data/read';
import { useSuitedDensity } from '../../kit/appearance';
import { Icon } from '../../kit/Icon';
import { useWords } from '../../kit/language';
import { AppearanceMenu, Brand, LanguageSwitch } from '../../layout/Header';
import { StatusBar } from '../../layout/StatusBar';
import { SignIn } from './SignIn';
import { Unlock } from './Unlock';
import { words } from './words';

export type ClosedSession = Exclude<Session, { kind: 'open' }>;

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .map((part) => part.charAt(0))
    .join('');

export function Gate({ session }: { session: ClosedSession }) {
  const say = useWords(words);
  useSuitedDensity('comfortable');
  const here = useRead('peopleHere').data;
  const people = here?.people ?? [];
  const [chosen, setChosen] = useState<string | null>(
    session.kind === 'locked' ? session.person.id : null,
  );
  const [other, setOther] = useState(false);
  if (!here) return null;
  const person = other ? undefined : (people.find((it) => it.id === chosen) ?? people[0]);
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
            <nav className="who" aria-label={say('onComputer', { computer: here.computer })}>
              <h2>{say('onComputer', { computer: here.computer })}</h2>
              <ul>
                {people.map((it) => (
                  <li key={it.id}>
                    <button
                      type="button"
                      className="person"
                      aria-current={it.id === person?.id}
                      onClick={() => {
                        setOther(false);
                        setChosen(it.id);
                      }}
                    >
                      <span className="initials" aria-hidden="true">
                        {initials(it.name)}
                      </span>
                      <span>
                        <span className="name">{it.name}</span>
                        <span className="meta">{say(it.workspace)}</span>
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
            {person ? <Unlock key={person.id} person={person} session={session} /> : <SignIn />}
            <p className="meta aside">{say('keptApart')}</p>
          </div>
        </div>
      </main>
      <StatusBar linked={false} />
    </div>
  );
}
