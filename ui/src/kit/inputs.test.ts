// What a person types into a date or a number, read.
import { describe, expect, it } from 'vitest';
import { isoOf, pastedDate, typedDateOf } from './DateInput';
import { niNumberAsTyped } from './TextInput';

describe('a date in three boxes', () => {
  it('is a day of the calendar or nothing', () => {
    expect(isoOf({ day: '3', month: '3', year: '2026' })).toBe('2026-03-03');
    expect(isoOf({ day: '29', month: '2', year: '2024' })).toBe('2024-02-29');
    expect(isoOf({ day: '29', month: '2', year: '2026' })).toBeNull();
    expect(isoOf({ day: '1', month: '13', year: '2026' })).toBeNull();
    expect(isoOf({ day: '1', month: '1', year: '26' })).toBeNull();
    expect(isoOf({ day: '', month: '1', year: '2026' })).toBeNull();
  });
  it('is read back, and pasted whole', () => {
    expect(typedDateOf('1991-05-07')).toEqual({ day: '7', month: '5', year: '1991' });
    expect(pastedDate('3/1/27')).toEqual({ day: '3', month: '1', year: '2027' });
    expect(pastedDate('17.05.1991')).toEqual({ day: '17', month: '05', year: '1991' });
    expect(pastedDate('2027-01-03')).toEqual({ day: '03', month: '01', year: '2027' });
    expect(pastedDate('tomorrow')).toBeNull();
  });
});

describe('a National Insurance number', () => {
  it('is written in pairs and capitals', () => {
    expect(niNumberAsTyped('qq123456c')).toBe('QQ 12 34 56 C');
    expect(niNumberAsTyped('QQ 12 34')).toBe('QQ 12 34');
    expect(niNumberAsTyped('qq12-34-56-c99')).toBe('QQ 12 34 56 C');
  });
});
