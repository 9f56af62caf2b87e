// All routes, by area, and what stands around them.
import { createRouter } from '@tanstack/react-router';
import {
  enquiriesRoute,
  enquiryRoute,
  newTransferRoute,
  ohReleaseRoute,
  ohReleasesRoute,
  referenceArrivedRoute,
  referenceRoute,
  referencesRoute,
  reviewRoute,
  severalRoute,
  transferRoute,
  transfersRoute,
} from './areas/iat/routes';
import { delegationsRoute, homeRoute, workRoute } from './areas/notifications/routes';
import { peopleRoute, personRoute, staffRoute } from './areas/people/routes';
import { attentionRoute, heldRoute, historyRoute, waitingRoute } from './areas/sync/routes';
import { Broken, NotFound } from './layout/Broken';
import { rootRoute } from './layout/root';
import { Root } from './Root';

rootRoute.update({ component: Root });

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    workRoute,
    delegationsRoute,
    peopleRoute,
    staffRoute,
    personRoute,
    transfersRoute,
    newTransferRoute,
    severalRoute,
    transferRoute,
    reviewRoute,
    enquiriesRoute,
    enquiryRoute,
    ohReleasesRoute,
    ohReleaseRoute,
    referencesRoute,
    referenceRoute,
    referenceArrivedRoute,
    waitingRoute,
    attentionRoute,
    historyRoute,
    heldRoute,
  ]),
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
