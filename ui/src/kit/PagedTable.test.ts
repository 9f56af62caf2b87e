// Where headings and rows stand in a list of which only a part is in the page.
import { expect, it } from 'vitest';
import { lineAt, lineOf } from './PagedTable';

const headings = [
  { at: 0, heading: 'today' },
  { at: 3, heading: 'later' },
];

it('puts each heading above the row of its place', () => {
  const lines = [0, 1, 2, 3, 4, 5, 6].map((line) => lineAt(headings, line));
  expect(lines).toEqual([
    { heading: 'today' },
    { index: 0 },
    { index: 1 },
    { index: 2 },
    { heading: 'later' },
    { index: 3 },
    { index: 4 },
  ]);
});

it('finds the line of a row again', () => {
  for (const index of [0, 1, 2, 3, 4, 49_999])
    expect(lineAt(headings, lineOf(headings, index))).toEqual({ index });
});
