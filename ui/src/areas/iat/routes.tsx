// Where transfers live, on both sides of them.
import {
  createRoute,
  lazyRouteComponent,
  notFound,
  type SearchSchemaInput,
} from '@tanstack/react-router';
import type { PartKind } from '../../bindings';
import { rootRoute } from '../../layout/root';

const parts: readonly PartKind[] = ['recruitment', 'learning', 'occupational_health'];

export const transfersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transfers',
  validateSearch: (search: { view?: unknown } & SearchSchemaInput): { view: 'open' | 'all' } => ({
    view: search.view === 'all' ? 'all' : 'open',
  }),
  component: lazyRouteComponent(() => import('./Transfers'), 'Transfers'),
});

export const newTransferRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transfers/new',
  validateSearch: (
    search: {
      applicant?: unknown;
      amends?: unknown;
    } & SearchSchemaInput,
  ): { applicant?: string; amends?: string } => ({
    ...(typeof search.applicant === 'string' ? { applicant: search.applicant } : {}),
    ...(typeof search.amends === 'string' ? { amends: search.amends } : {}),
  }),
  component: lazyRouteComponent(() => import('./RequestForm'), 'NewRequest'),
});

export const severalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transfers/several',
  component: lazyRouteComponent(() => import('./Several'), 'Several'),
});

export const transferRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transfers/$id',
  component: lazyRouteComponent(() => import('./TransferPage'), 'TransferPage'),
});

export const reviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transfers/$id/review/$part',
  params: {
    parse: (raw: { id: string; part: string }): { id: string; part: PartKind } => {
      const part = parts.find((it) => it === raw.part);
      if (!part) throw notFound();
      return { id: raw.id, part };
    },
    stringify: (typed) => typed,
  },
  validateSearch: (search: { left?: unknown } & SearchSchemaInput): { left: boolean } => ({
    left: search.left === true,
  }),
  component: lazyRouteComponent(() => import('./Review'), 'Review'),
});

export const enquiriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enquiries',
  component: lazyRouteComponent(() => import('./Enquiries'), 'Enquiries'),
});

export const enquiryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enquiries/$id',
  validateSearch: (search: { person?: unknown } & SearchSchemaInput): { person?: string } =>
    typeof search.person === 'string' ? { person: search.person } : {},
  component: lazyRouteComponent(() => import('./EnquiryPage'), 'EnquiryPage'),
});

export const referencesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/references',
  component: lazyRouteComponent(() => import('./References'), 'References'),
});

export const referenceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/references/$id',
  component: lazyRouteComponent(() => import('./ReferencePage'), 'ReferencePage'),
});

export const referenceArrivedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transfers/$id/reference',
  component: lazyRouteComponent(() => import('./ReferenceArrived'), 'ReferenceArrived'),
});

export const ohReleasesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/oh-releases',
  component: lazyRouteComponent(() => import('./OhReleases'), 'OhReleases'),
});

export const ohReleaseRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/oh-releases/$id',
  component: lazyRouteComponent(() => import('./OhRelease'), 'OhRelease'),
});
