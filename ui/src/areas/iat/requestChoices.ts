// What can be chosen for a request, in the order it is shown in: the same for one and for several.
import type { ConsentMeans, StaffKind, TransferOccasion } from '../../bindings';

/** What can be chosen; that nobody said is only ever so of what an earlier version asked. */
export type AskedStaff = Exclude<StaffKind, 'not_said'>;
export const staffKinds: readonly AskedStaff[] = ['medical', 'general'];

export const means: readonly ConsentMeans[] = ['offer_acceptance', 'written', 'telephone'];

export const occasions: readonly TransferOccasion[] = ['before_hire', 'after_hire'];
