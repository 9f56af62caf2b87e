// The words on the screens. Each area keeps a catalogue with English and Welsh side by side, so that
// a missing Welsh word does not compile; messages are ICU, read once, and never built from pieces.
import { parse, type Token } from '@messageformat/parser';

export type Language = 'en' | 'cy';

export interface Word {
  readonly en: string;
  readonly cy: string;
}

export type Catalogue = Readonly<Record<string, Word>>;

/** Keeps the exact keys and messages of a catalogue in its type. */
export const catalogue = <const W extends Catalogue>(words: W): W => words;

type UpTo<S extends string, End extends string> = S extends `${infer A}${End}${string}` ? A : S;
// The words of a plural form stand in braces too: only a bare name, or one before «, plural», counts.
type Bare<S extends string> = S extends `${string}${' ' | '#' | ',' | '{'}${string}` | ''
  ? never
  : S;
type NameIn<S extends string> = S extends `${infer N}, ${'plural' | 'select'},${string}`
  ? Bare<N> | Bare<UpTo<S, '}'>>
  : Bare<UpTo<S, '}'>>;
type Names<S extends string> = S extends `${string}{${infer Rest}`
  ? NameIn<Rest> | Names<Rest>
  : never;

/** The values that a message asks for: `{name}` and `{count, plural, …}`. */
export type Values<S extends string> = { readonly [N in Names<S>]: string | number };

export type Say<W extends Catalogue> = <K extends keyof W>(
  key: K,
  ...values: keyof Values<W[K]['en']> extends never ? [] : [values: Values<W[K]['en']>]
) => string;

type PluralForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';

// The web view's own language data may leave Welsh out, so the six forms are chosen here.
const welshForms: Readonly<Record<number, PluralForm>> = {
  0: 'zero',
  1: 'one',
  2: 'two',
  3: 'few',
  6: 'many',
};

export const pluralForm = (language: Language, count: number): PluralForm => {
  if (language === 'cy') return welshForms[count] ?? 'other';
  return count === 1 ? 'one' : 'other';
};

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

const shown = (value: string | number | undefined, name: string): string => {
  if (value === undefined) throw new Error(`The message asks for «${name}»`);
  return typeof value === 'number' ? grouped(value) : value;
};

const render = (
  tokens: readonly Token[],
  language: Language,
  values: Readonly<Record<string, string | number>>,
  count: number | null,
): string =>
  tokens
    .map((token) => {
      switch (token.type) {
        case 'content':
          return token.value;
        case 'argument':
          return shown(values[token.arg], token.arg);
        case 'octothorpe':
          return grouped(count ?? 0);
        case 'plural': {
          const n = Number(values[token.arg]);
          const form = pluralForm(language, n);
          const chosen =
            token.cases.find((it) => it.key === `=${n}`) ??
            token.cases.find((it) => it.key === form) ??
            token.cases.find((it) => it.key === 'other');
          return chosen ? render(chosen.tokens, language, values, n) : '';
        }
        case 'select': {
          const value = String(values[token.arg]);
          const chosen =
            token.cases.find((it) => it.key === value) ??
            token.cases.find((it) => it.key === 'other');
          return chosen ? render(chosen.tokens, language, values, count) : '';
        }
        default:
          throw new Error(`A message may not use «${token.type}»`);
      }
    })
    .join('');

const read = new Map<string, Token[]>();

const tokensOf = (message: string): Token[] => {
  const known = read.get(message);
  if (known) return known;
  const tokens = parse(message, { strict: true });
  read.set(message, tokens);
  return tokens;
};

/** One message in one language. */
export const wording = (
  word: Word,
  language: Language,
  values: Readonly<Record<string, string | number>> = {},
): string => render(tokensOf(word[language]), language, values, null);

/** The speaker for a catalogue in a language. */
export const sayIn =
  <W extends Catalogue>(words: W, language: Language): Say<W> =>
  (key, ...[values]) => {
    const word = words[key];
    if (!word) throw new Error(`No word «${String(key)}»`);
    return wording(word, language, values ?? {});
  };
