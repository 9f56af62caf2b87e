// The pages of each workspace in the order of the navigation, and those of this computer.
import type { IconName } from '../kit/Icon';
import type { Workspace } from '../terms/names';

export interface Page {
  readonly id:
    | 'work'
    | 'people'
    | 'staff'
    | 'transfers'
    | 'enquiries'
    | 'oh'
    | 'references'
    | 'attention'
    | 'waiting'
    | 'held';
  readonly to:
    | '/work'
    | '/people'
    | '/staff'
    | '/transfers'
    | '/enquiries'
    | '/oh-releases'
    | '/references'
    | '/attention'
    | '/waiting'
    | '/held';
  readonly icon: IconName;
}

const work: Page = { id: 'work', to: '/work', icon: 'home' };
const people: Page = { id: 'people', to: '/people', icon: 'people' };
const staff: Page = { id: 'staff', to: '/staff', icon: 'person' };
const transfers: Page = { id: 'transfers', to: '/transfers', icon: 'transfer' };
const enquiries: Page = { id: 'enquiries', to: '/enquiries', icon: 'building' };
const references: Page = { id: 'references', to: '/references', icon: 'document' };
const ohReleases: Page = { id: 'oh', to: '/oh-releases', icon: 'shield' };

export const pagesOf: Readonly<Record<Workspace, readonly Page[]>> = {
  recruitment: [work, people, transfers],
  human_resources: [work, people, transfers, references, staff],
  approver: [work, enquiries, references],
  occupational_health: [work, ohReleases, staff],
  learning: [work, staff],
  team: [work, staff],
  finance: [work],
  interviews: [work],
  references: [work, references],
  training: [work],
  payroll: [work, staff],
  administration: [],
};

export const pagesOfThisComputer: readonly Page[] = [
  { id: 'attention', to: '/attention', icon: 'alert' },
  { id: 'waiting', to: '/waiting', icon: 'send' },
  { id: 'held', to: '/held', icon: 'computer' },
];
