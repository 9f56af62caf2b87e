// Where the pages of this computer live.
import { createRoute, lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router';
import { rootRoute } from '../../layout/root';

export const waitingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/waiting',
  component: lazyRouteComponent(() => import('./Waiting'), 'Waiting'),
});

export const attentionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/attention',
  validateSearch: (search: { open?: unknown } & SearchSchemaInput): { open?: string } =>
    typeof search.open === 'string' ? { open: search.open } : {},
  component: lazyRouteComponent(() => import('./Attention'), 'Attention'),
});

export const historyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/history',
  component: lazyRouteComponent(() => import('./History'), 'History'),
});

export const heldRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/held',
  component: lazyRouteComponent(() => import('./Held'), 'Held'),
});
