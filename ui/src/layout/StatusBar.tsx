// The bar that always tells the truth: what is saved here, what is sent, what the server has decided.

import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { host } from '#host';
import type { SyncStatus } from '../bindings';
import { useAsk } from '../data/ask';
import { useRead } from '../data/read';
import { Icon } from '../kit/Icon';
import { useAnnounce } from '../kit/LiveRegion';
import { useDates, useWords } from '../kit/language';
import { type StatusPart, standingOf, statusLine } from './status';
import { words } from './words';

const atMostEvery = 10_000;

export function StatusBar({ short = false }: { short?: boolean }) {
  const status = useRead('syncStatus').data;
  const say = useWords(words);
  const dates = useDates();
  if (!status) return <section className="status full" aria-label={say('syncStatus')} />;
  const line = statusLine(status, say, dates);
  return (
    <section
      className={short ? 'status short' : 'status full'}
      aria-label={say(short ? 'syncShort' : 'syncStatus')}
      {...(short ? {} : { 'data-pane': 'status', tabIndex: -1 })}
    >
      <span className={`chip ${line.chip.look}`}>
        <Icon name={line.chip.icon} />
        {line.chip.text}
      </span>
      {line.parts.map((part) => (
        <span className={part.key === 'attention' ? 'part attention' : 'part'} key={part.key}>
          {part.key === 'attention' ? <Icon name="alert" /> : null}
          <Part part={part} />
        </span>
      ))}
      {short ? null : <StatusNews status={status} />}
    </section>
  );
}

function Part({ part }: { part: StatusPart }) {
  const ask = useAsk();
  if (part.acts === 'try_now')
    return (
      <button type="button" onClick={() => ask(() => host.commands.syncNow())}>
        {part.text}
      </button>
    );
  if (part.opens) return <Link to={part.opens}>{part.text}</Link>;
  return part.text;
}

/** Says changes of state only, politely, at most one in ten seconds. */
function StatusNews({ status }: { status: SyncStatus }) {
  const announce = useAnnounce();
  const say = useWords(words);
  const dates = useDates();
  const standing = `${standingOf(status)} ${status.offline_use?.soon === true}`;
  const told = useRef<{ state: string; at: number }>({ state: standing, at: 0 });
  useEffect(() => {
    if (told.current.state === standing) return;
    const tell = () => {
      const line = statusLine(status, say, dates);
      told.current = { state: standing, at: Date.now() };
      announce([line.chip.text, ...line.parts.map((part) => part.text)].join('. '));
    };
    const wait = told.current.at + atMostEvery - Date.now();
    if (wait <= 0) {
      tell();
      return;
    }
    const timer = setTimeout(tell, wait);
    return () => clearTimeout(timer);
  }, [status, standing, announce, say, dates]);
  return null;
}
