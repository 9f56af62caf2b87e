// Every message of every area can be read in both languages, asks for the same values in both, and
// gives all six Welsh plural forms; none uses a word that we do not use.
import { parse, type Token } from '@messageformat/parser';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from './words';

const modules = import.meta.glob<Record<string, unknown>>(
  ['../areas/**/*.{ts,tsx}', '../layout/*.ts', '../terms/*.ts', './phrases.ts', '!../**/*.test.ts'],
  { eager: false },
);

const catalogueFiles = Object.keys(modules).filter((path) =>
  /words\.ts$|Words\.ts$|happened\.ts$|terms\/|phrases\.ts$/.test(path),
);

const isCatalogue = (value: unknown): value is Catalogue =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length > 0 &&
  Object.values(value).every(
    (it) => typeof it === 'object' && it !== null && 'en' in it && 'cy' in it,
  );

const argumentsOf = (tokens: readonly Token[]): Set<string> => {
  const found = new Set<string>();
  for (const token of tokens) {
    if ('arg' in token) found.add(token.arg);
    if (token.type === 'plural' || token.type === 'select')
      for (const one of token.cases) for (const it of argumentsOf(one.tokens)) found.add(it);
  }
  return found;
};

const pluralsOf = (tokens: readonly Token[]): string[][] =>
  tokens.flatMap((token) =>
    token.type === 'plural' ? [token.cases.map((one) => one.key.replace('=0', 'zero'))] : [],
  );

const banned = /\b(please|sorry|successfully|oops|sync conflict|resources|transactions?)\b/i;

describe.each(catalogueFiles)('%s', (path) => {
  it('is whole in both languages', async () => {
    const loaded = (await modules[path]?.()) ?? {};
    const catalogues = Object.values(loaded).filter(isCatalogue);
    expect(catalogues.length).toBeGreaterThan(0);
    for (const [key, word] of catalogues.flatMap((it) => Object.entries(it))) {
      const en = parse(word.en, { strict: true });
      const cy = parse(word.cy, { strict: true });
      expect(word.cy.trim(), key).not.toBe('');
      expect(argumentsOf(cy), key).toEqual(argumentsOf(en));
      expect(word.en, key).not.toMatch(banned);
      for (const forms of pluralsOf(cy))
        expect(forms, key).toEqual(['zero', 'one', 'two', 'few', 'many', 'other']);
    }
  });
});
