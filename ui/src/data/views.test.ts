// What was kept of a list's views is read again, whatever version kept it.
import { expect, it } from 'vitest';
import { setupOf, withView } from './views';

const view = {
  name: 'Overdue',
  search: { tab: 'mine', overdue: true },
  columns: [{ key: 'who', width: 20 }],
};

it('reads what it wrote', () => {
  const setup = withView({ views: [], columns: null }, view);
  expect(setupOf(JSON.parse(JSON.stringify(setup)))).toEqual(setup);
});

it('keeps one view of a name', () => {
  const setup = withView({ views: [view], columns: null }, { ...view, columns: [] });
  expect(setup.views).toEqual([{ ...view, columns: [] }]);
});

it('leaves out what it does not understand', () => {
  expect(setupOf({ views: [3, { name: 'x' }, view], columns: 'all' })).toEqual({
    views: [view],
    columns: [],
  });
  expect(setupOf('nothing')).toEqual({ views: [], columns: null });
});
