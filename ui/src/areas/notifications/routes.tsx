// Where the worklist lives: the view and the open row are in the address.
import {
  createRoute,
  lazyRouteComponent,
  redirect,
  type SearchSchemaInput,
} from '@tanstack/react-router';
import type { WorkTab } from '../../bindings';
import { rootRoute } from '../../layout/root';

const tabs: readonly WorkTab[] = ['mine', 'queue', 'done'];

interface WorkSearch {
  readonly tab: WorkTab;
  readonly open?: string;
}

export const workRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/work',
  validateSearch: (search: { tab?: unknown; open?: unknown } & SearchSchemaInput): WorkSearch => ({
    tab: tabs.find((it) => it === search.tab) ?? 'mine',
    ...(typeof search.open === 'string' ? { open: search.open } : {}),
  }),
  component: lazyRouteComponent(() => import('./Work'), 'Work'),
});

export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/work', search: { tab: 'mine' } });
  },
});
