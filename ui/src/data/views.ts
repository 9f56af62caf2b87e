// Saved views of a list: what it is narrowed to and ordered by, its columns and their widths, under a
// name. Each list has a setting of its own; they are the person's, on this computer.
import { useCallback } from 'react';
import { useJsonSetting } from './setting';

export interface ShownColumn {
  readonly key: string;
  /** In characters; as wide as it needs, where none is set. */
  readonly width: number | null;
}

export interface SavedView {
  readonly name: string;
  /** The list's part of the address. */
  readonly search: Readonly<Record<string, unknown>>;
  readonly columns: readonly ShownColumn[];
}

export interface ListSetup {
  readonly views: readonly SavedView[];
  /** The columns while no view is open; those of the list, where none are kept. */
  readonly columns: readonly ShownColumn[] | null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const columnsOf = (value: unknown): readonly ShownColumn[] =>
  (Array.isArray(value) ? value : []).flatMap((it: unknown) =>
    isObject(it) && typeof it['key'] === 'string'
      ? [{ key: it['key'], width: typeof it['width'] === 'number' ? it['width'] : null }]
      : [],
  );

/** What was kept, by whatever version: what it does not understand it leaves out. */
export const setupOf = (value: unknown): ListSetup => {
  if (!isObject(value)) return { views: [], columns: null };
  const views = Array.isArray(value['views']) ? value['views'] : [];
  return {
    views: views.flatMap((it: unknown) =>
      isObject(it) && typeof it['name'] === 'string' && isObject(it['search'])
        ? [{ name: it['name'], search: it['search'], columns: columnsOf(it['columns']) }]
        : [],
    ),
    columns: value['columns'] ? columnsOf(value['columns']) : null,
  };
};

/** The setup of a list with a view in place of one of the same name. */
export const withView = (setup: ListSetup, view: SavedView): ListSetup => ({
  ...setup,
  views: [...setup.views.filter((it) => it.name !== view.name), view],
});

export function useListSetup(list: string) {
  const [setup, keep] = useJsonSetting(`views.${list}`, setupOf);
  return {
    setup,
    saveView: useCallback((view: SavedView) => keep(withView(setup, view)), [setup, keep]),
    dropView: useCallback(
      (name: string) => keep({ ...setup, views: setup.views.filter((view) => view.name !== name) }),
      [setup, keep],
    ),
    setColumns: useCallback(
      (columns: readonly ShownColumn[]) => keep({ ...setup, columns }),
      [setup, keep],
    ),
  };
}
