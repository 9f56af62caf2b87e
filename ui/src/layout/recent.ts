// What was opened lately: remembered on this computer by ids alone, and named by what it still holds.
import { useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useJsonSetting } from '../data/setting';

const kinds = ['people', 'transfers', 'enquiries'] as const;
export type Recent = Readonly<Record<(typeof kinds)[number], readonly string[]>>;

/** As many of a kind as are remembered. */
const most = 5;

/** What is kept, as far as it is what was kept. */
export const readRecent = (value: unknown): Recent => {
  const kept = typeof value === 'object' && value !== null ? value : {};
  const ids = (kind: string): readonly string[] => {
    const list: unknown = Reflect.get(kept, kind);
    return Array.isArray(list) ? list.filter((id) => typeof id === 'string').slice(0, most) : [];
  };
  return { people: ids('people'), transfers: ids('transfers'), enquiries: ids('enquiries') };
};

/** With the record of a page in front, if the page is a record's. */
export const opened = (recent: Recent, path: string): Recent => {
  const [, kind, id] = /^\/(people|transfers|enquiries)\/([0-9a-f-]{36})$/.exec(path) ?? [];
  const of = kinds.find((it) => it === kind);
  if (!of || !id || recent[of][0] === id) return recent;
  return { ...recent, [of]: [id, ...recent[of].filter((it) => it !== id)].slice(0, most) };
};

/** Remembers what is opened, and says what was. */
export function useRecent(): Recent {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [recent, keep] = useJsonSetting('recent', readRecent);
  useEffect(() => {
    const next = opened(recent, path);
    if (next !== recent) keep(next);
  }, [path, recent, keep]);
  return recent;
}
