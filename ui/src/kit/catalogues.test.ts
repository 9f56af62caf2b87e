// Every message of every area can be read in both languages, asks for the same values in both, and
// gives all six Welsh plural forms; none uses a word that we do not use, and the house's terms are said
// in Welsh as its glossary has them.
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

// The house's terms, and what the Welsh of a message with one of them must have: the glossary's word by
// its root, as singular and plural, noun and verb, and the mutations of its first letter, leave it.
const glossary: readonly (readonly [RegExp, RegExp])[] = [
  [/\bapplicants?\b/i, /ymgeis/i],
  [/\bemployees?\b/i, /(c|g|ch|ngh)yflogai|weithiw/i],
  [/\bmanagers?\b/i, /(rh|r)eol/i],
  [/\bfunded\b/i, /ariannu/i],
  [/\bcost centres?\b/i, /(c|g|ch|ngh)anolfan(nau)? gost/i],
  [/\boffers?\b/i, /(c|g|ch|ngh)ynn?ig/i],
  [/\bstart date\b/i, /dd?yddiad dechrau/i],
  [/\bemployment checks?\b/i, /g?wiriad(au)? cyflogaeth/i],
  [/\bright to work\b/i, /hawl i weithio/i],
  [/\bregistrations?\b/i, /(c|g|ch|ngh)ofrestr/i],
  [/\breferences?\b/i, /(g|ng)?eirda/i],
  [/\btransfers?\b/i, /(t|d|th|nh)rosglwydd/i],
  [/\bconsent\b/i, /(c|g|ch|ngh)ydsyn/i],
  [/\breleas(e|es|ed|ing)\b/i, /(rh|r)yddh/i],
  [/\boccupational health\b/i, /iechyd galwedigaethol/i],
  [/\bimmunisations?\b/i, /imiwneiddi/i],
  [/\bdeclined\b/i, /g?wrthod/i],
  [/\bcourses?\b/i, /(c|g|ch|ngh)wrs|(c|g|ch|ngh)yrsiau/i],
  [/\bcompetenc(e|es|y|ies)\b/i, /(c|g|ch|ngh)ymh?wys/i],
  [/\bwaiting list\b/i, /(rh|r)estr aros/i],
  [/\byour work\b/i, /(eich|’ch) gwaith/i],
  [/\bneeds? attention\b/i, /angen sylw/i],
  [/\bwaiting to send\b/i, /yn aros i’w (h)?anfon/i],
  [/\boffline\b/i, /all-lein/i],
  [/\bwithdr(aw|aws|ew|awn|awing|awal)\b/i, /(t|d|th|nh)ynn/i],
  [/\bundo\b/i, /(d|dd|n)adwneud/i],
];

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
      for (const [term, welsh] of glossary)
        if (term.test(word.en)) expect(word.cy, `${key}: ${word.en}`).toMatch(welsh);
      for (const forms of pluralsOf(cy))
        expect(forms, key).toEqual(['zero', 'one', 'two', 'few', 'many', 'other']);
    }
  });
});
