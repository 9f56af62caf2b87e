// Who is at work, for the screens: they are shown only while somebody is.
import type { Role } from '../bindings';
import { useRead } from './read';

const nobody: readonly Role[] = [];

export const useRoles = (): readonly Role[] => useRead('session').data?.roles ?? nobody;
