// For browser tests: answers from golden files and has no rules. A scenario is a folder; what it does
// not answer itself, the scenario it is based on answers. «$refusal» in a file is a refusal, and
// «$becomes» moves on to another scenario, as unlocking does.
import type { Changed, Refusal, Result, SyncStatus } from '../bindings';
import type { Commands, Host } from './host';

const files = import.meta.glob<unknown>('./golden/**/*.json', { eager: true, import: 'default' });

const kept = 'muster.scenario';
const asked = new URLSearchParams(location.search).get('scenario');
if (asked) sessionStorage.setItem(kept, asked);
let scenario = sessionStorage.getItem(kept) ?? 'recruiter';

const heard = new Set<(changed: Changed) => void>();

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const find = (from: string, name: string): unknown => {
  const own = files[`./golden/${from}/${name}.json`];
  if (own !== undefined) return own;
  const base = field(files[`./golden/${from}/base.json`], 'base');
  return typeof base === 'string' ? find(base, name) : undefined;
};

/** A command's name and what it asks for: `partReview.learning`, else `partReview`. */
const golden = (name: string, params: readonly unknown[]): unknown => {
  const words = params.filter((it): it is string => typeof it === 'string');
  const exact = words
    .map((word) => find(scenario, `${name}.${word}`))
    .find((it) => it !== undefined);
  return exact ?? find(scenario, name);
};

const notHeld: Refusal = { code: 'not_found', field: null, params: {} };

const answer = async (
  name: string,
  params: readonly unknown[],
): Promise<Result<unknown, unknown>> => {
  const file = golden(name, params);
  if (file === undefined) return { status: 'error', error: notHeld };
  const refusal = field(file, '$refusal');
  if (refusal !== undefined) return { status: 'error', error: refusal };
  const becomes = field(file, '$becomes');
  if (typeof becomes === 'string') {
    scenario = becomes;
    sessionStorage.setItem(kept, becomes);
    for (const hear of heard) hear({ nouns: ['session', 'outbox', 'attention'] });
  }
  return { status: 'ok', data: file };
};

const commands = new Proxy({} as Commands, {
  get:
    (_, name) =>
    (...params: unknown[]) =>
      answer(String(name), params),
});

export const host: Host = {
  commands,
  onChanged: (hear) => {
    heard.add(hear);
    return () => heard.delete(hear);
  },
  onSyncStatus: (_hear: (status: SyncStatus) => void) => () => undefined,
};
