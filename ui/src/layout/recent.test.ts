// What was opened lately: ids alone, the last in front, no more than are shown.
import { describe, expect, it } from 'vitest';
import { opened, readRecent } from './recent';

const id = (n: number) => `0193a0c0-0000-7000-8000-${String(n).padStart(12, '0')}`;

describe('what was opened lately', () => {
  it('is empty where nothing, or nonsense, was kept', () => {
    const none = { people: [], transfers: [], enquiries: [] };
    for (const kept of [null, 7, 'x', [], { people: 'x', transfers: [3] }]) {
      expect(readRecent(kept)).toEqual(none);
    }
  });
  it('has the last in front, once', () => {
    let recent = readRecent(null);
    for (const n of [1, 2, 1]) recent = opened(recent, `/people/${id(n)}`);
    expect(recent.people).toEqual([id(1), id(2)]);
    for (let n = 0; n < 9; n += 1) recent = opened(recent, `/transfers/${id(n)}`);
    expect(recent.transfers).toEqual([8, 7, 6, 5, 4].map(id));
  });
  it('is no other page', () => {
    const recent = readRecent(null);
    for (const path of ['/work', '/people', `/people/${id(1)}/x`, '/transfers/new']) {
      expect(opened(recent, path)).toBe(recent);
    }
  });
});
