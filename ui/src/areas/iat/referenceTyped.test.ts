import { describe, expect, it } from 'vitest';
import type { ReferenceAnswer } from '../../bindings';
import { answerOf, blankRow, typedOf } from './referenceTyped';

const answers: readonly ReferenceAnswer[] = [
  { kind: 'text', text: 'Permanent' },
  { kind: 'date', date: '2026-12-31' },
  { kind: 'hours', hundredths: 3750 },
  { kind: 'fte', fte: 80_000 },
  { kind: 'count', count: 0 },
  { kind: 'yes_no', yes: true, detail: 'NMC, May 2026' },
  { kind: 'yes_no', yes: false, detail: '' },
  { kind: 'periods', periods: [{ employer: 'Birchwood', from: '2019-09-02', to: null }] },
  { kind: 'posts', posts: [{ title: 'Staff Nurse', from: '2019-09-02', to: '2020-01-01' }] },
  { kind: 'warnings', warnings: [] },
  {
    kind: 'warnings',
    warnings: [
      { what: 'First', issued_on: '2026-01-01', expires_on: '2026-12-31', safeguarding: false },
    ],
  },
];

describe('an answer of the form', () => {
  it('is the same after it was shown in the boxes', () => {
    for (const answer of answers) expect(answerOf(answer.kind, typedOf(answer))).toEqual(answer);
  });

  it('is none while nothing was typed', () => {
    for (const { kind } of answers) expect(answerOf(kind, typedOf(null))).toBeNull();
  });

  it('is none where something typed cannot be read', () => {
    const blank = typedOf(null);
    expect(answerOf('count', { ...blank, text: '2.5' })).toBeNull();
    expect(answerOf('count', { ...blank, text: 'two' })).toBeNull();
    expect(answerOf('hours', { ...blank, text: '-1' })).toBeNull();
    const row = { ...blankRow(), what: 'Birchwood' };
    expect(answerOf('periods', { ...blank, rows: [row] })).toBeNull();
    expect(answerOf('warnings', { ...blank, yes: 'yes', rows: [row] })).toBeNull();
  });
});
