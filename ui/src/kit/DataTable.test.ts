// Where the keys go in a list, and headings among rows.
import { describe, expect, it } from 'vitest';
import { linesOf, rowAfter } from './DataTable';

describe('a list', () => {
  it('moves within its ends', () => {
    expect(rowAfter('ArrowDown', 0, 3)).toBe(1);
    expect(rowAfter('ArrowDown', 2, 3)).toBe(2);
    expect(rowAfter('ArrowUp', 0, 3)).toBe(0);
    expect(rowAfter('End', 0, 400)).toBe(399);
    expect(rowAfter('PageDown', 395, 400)).toBe(399);
    expect(rowAfter('x', 1, 3)).toBeNull();
  });
  it('puts a heading above the first row of each group', () => {
    const lines = linesOf(
      ['a1', 'a2', 'b1'],
      (row) => row,
      (row) => ({ key: row.charAt(0), heading: row.charAt(0) }),
    );
    expect(lines.map((line) => line.key)).toEqual(['group-a', 'a1', 'a2', 'group-b', 'b1']);
  });
});
