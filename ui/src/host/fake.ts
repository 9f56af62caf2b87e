// For browser tests: answers from golden files and has no rules. tests/samples.rs sees to it that each
// is what Rust would answer. A scenario is a folder; what it does not answer itself, the scenario it is
// based on answers. «$error» in a file is an error, and «$becomes» moves on to another scenario, as
// unlocking does.
import type { Announcement } from '../bindings';
import type { Commands, Host } from './host';

const files = import.meta.glob<unknown>('./golden/**/*.json', { eager: true, import: 'default' });

const kept = 'muster.scenario';
const asked = new URLSearchParams(location.search).get('scenario');
if (asked) sessionStorage.setItem(kept, asked);
let scenario = sessionStorage.getItem(kept) ?? 'recruiter';

const heard = new Set<(announcement: Announcement) => void>();

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const find = (from: string, name: string): unknown => {
  const own = files[`./golden/${from}/${name}.json`];
  if (own !== undefined) return own;
  const base = field(files[`./golden/${from}/base.json`], 'base');
  return typeof base === 'string' ? find(base, name) : undefined;
};

const asksFor = (params: readonly unknown[]): readonly string[] =>
  params.flatMap((it) =>
    typeof it === 'string' ? [it] : typeof it === 'object' && it ? Object.values(it) : [],
  );

/** A command's name and what it asks for, `transferPage.<id>`, else the name alone. */
const golden = (name: string, params: readonly unknown[]): unknown => {
  const exact = asksFor(params)
    .map((word) => find(scenario, `${name}.${word}`))
    .find((it) => it !== undefined);
  return exact !== undefined ? exact : find(scenario, name);
};

const answer = async (name: string, params: readonly unknown[]): Promise<unknown> => {
  const file = golden(name, params) ?? null;
  const error = field(file, '$error');
  if (error !== undefined) return { status: 'error', error };
  const becomes = field(file, '$becomes');
  if (typeof becomes === 'string') {
    scenario = becomes;
    sessionStorage.setItem(kept, becomes);
    for (const hear of heard) hear({ kind: 'session_changed' });
  }
  return name === 'about' ? file : { status: 'ok', data: file };
};

const commands = new Proxy({} as Commands, {
  get:
    (_, name) =>
    (...params: unknown[]) =>
      answer(String(name), params),
});

export const host: Host = {
  commands,
  onAnnounced: (hear) => {
    heard.add(hear);
    return () => heard.delete(hear);
  },
};
