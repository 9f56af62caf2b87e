// Where the worklist and the delegations live: the view, what it is narrowed to and the open row are in
// the address.
import {
  createRoute,
  lazyRouteComponent,
  redirect,
  type SearchSchemaInput,
} from '@tanstack/react-router';
import type { NoticeKindName, WorkOrder, WorkTab } from '../../bindings';
import { rootRoute } from '../../layout/root';
import { words } from './words';

const tabs: readonly WorkTab[] = ['mine', 'queue', 'others', 'done'];
const orders: readonly WorkOrder[] = ['due', 'raised', 'kind', 'subject'];

export interface WorkSearch {
  readonly tab: WorkTab;
  readonly open?: string;
  readonly kinds?: readonly NoticeKindName[];
  readonly overdue?: true;
  readonly unread?: true;
  readonly find?: string;
  readonly order?: WorkOrder;
  readonly turned?: true;
}

type Asked = { readonly [K in keyof WorkSearch]?: unknown };

const isKind = (it: unknown): it is NoticeKindName =>
  typeof it === 'string' && Object.hasOwn(words, `kind_${it}`);

export const workSearch = (search: Asked): WorkSearch => {
  const kinds = Array.isArray(search.kinds) ? search.kinds.filter(isKind) : [];
  const order = orders.find((it) => it === search.order);
  return {
    tab: tabs.find((it) => it === search.tab) ?? 'mine',
    ...(typeof search.open === 'string' ? { open: search.open } : {}),
    ...(kinds.length > 0 ? { kinds } : {}),
    ...(search.overdue === true ? { overdue: true } : {}),
    ...(search.unread === true ? { unread: true } : {}),
    ...(typeof search.find === 'string' && search.find !== '' ? { find: search.find } : {}),
    ...(order && order !== 'due' ? { order } : {}),
    ...(search.turned === true ? { turned: true } : {}),
  };
};

export const workRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/work',
  validateSearch: (search: Asked & SearchSchemaInput): WorkSearch => workSearch(search),
  component: lazyRouteComponent(() => import('./Work'), 'Work'),
});

export const delegationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/away',
  component: lazyRouteComponent(() => import('./Away'), 'Away'),
});

export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/work', search: { tab: 'mine' } });
  },
});
