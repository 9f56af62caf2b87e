// The six Welsh plural forms, whole messages, and the refusal of a message with a value missing.
import { describe, expect, it } from 'vitest';
import { catalogue, sayIn } from './words';

const words = catalogue({
  plain: { en: 'Your work', cy: 'Eich gwaith' },
  named: { en: 'Unlock as {name}', cy: 'Datgloi fel {name}' },
  counted: {
    en: '{n, plural, one {# request} other {# requests}}',
    cy: '{n, plural, zero {# dim} one {# un} two {# dau} few {# tri} many {# chwech} other {# arall}}',
  },
});

describe('words', () => {
  it('says a plain message in both languages', () => {
    expect(sayIn(words, 'en')('plain')).toBe('Your work');
    expect(sayIn(words, 'cy')('plain')).toBe('Eich gwaith');
  });
  it('puts values in, and numbers with their commas', () => {
    expect(sayIn(words, 'en')('named', { name: 'Gwen' })).toBe('Unlock as Gwen');
    expect(sayIn(words, 'en')('counted', { n: 38210 })).toBe('38,210 requests');
  });
  it('chooses among the six Welsh forms', () => {
    const say = sayIn(words, 'cy');
    const forms = [0, 1, 2, 3, 6, 4, 11].map((n) => say('counted', { n }).split(' ')[1]);
    expect(forms).toEqual(['dim', 'un', 'dau', 'tri', 'chwech', 'arall', 'arall']);
  });
  it('refuses a message whose value is missing', () => {
    const say = sayIn(words, 'en') as (key: string, values?: object) => string;
    expect(() => say('named')).toThrow('name');
  });
});
