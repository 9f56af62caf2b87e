// Where applicants and staff live.
import { createRoute, lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router';
import { rootRoute } from '../../layout/root';

export const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./People'), 'People'),
});

export const staffRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/staff',
  validateSearch: (search: { find?: unknown } & SearchSchemaInput): { find?: string } =>
    typeof search.find === 'string' ? { find: search.find } : {},
  component: lazyRouteComponent(() => import('./Staff'), 'Staff'),
});

export const personRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('./PersonPage'), 'PersonPage'),
});
