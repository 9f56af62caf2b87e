// How dates and times read, in English and in Welsh.
import { describe, expect, it } from 'vitest';
import { datesIn } from './dates';

const now = () => new Date(2026, 10, 24, 14, 32);
const en = datesIn('en', now);
const cy = datesIn('cy', now);

describe('dates', () => {
  it('writes a day in full', () => {
    expect(en.day('2026-03-03')).toBe('3 March 2026');
    expect(cy.day('2026-03-03')).toBe('3 Mawrth 2026');
  });
  it('writes a time as people say it', () => {
    expect(en.time('2026-11-24T13:30:00')).toBe('1:30pm');
    expect(en.time('2026-11-24T17:00:00')).toBe('5pm');
    expect(en.time('2026-11-24T00:05:00')).toBe('12:05am');
  });
  it('is short in tables, and names the year only when it is another', () => {
    expect(en.short('2026-11-26')).toBe('Thu 26 Nov');
    expect(en.short('2027-01-04')).toBe('Mon 4 Jan 2027');
    expect(cy.short('2026-11-26')).toBe('Iau 26 Tac');
  });
  it('says today and yesterday', () => {
    expect(en.momentFirst('2026-11-24T08:55:00')).toBe('Today at 8:55am');
    expect(en.moment('2026-11-23T16:18:00')).toBe('yesterday at 4:18pm');
    expect(cy.moment('2026-11-24T08:55:00')).toBe('heddiw am 8:55am');
    expect(en.moment('2026-11-12T14:15:00')).toBe('12 November 2026 at 2:15pm');
  });
  it('writes a deadline', () => {
    expect(en.deadline('2026-11-27T17:00:00')).toBe('Friday 27 November, 5pm');
  });
});
