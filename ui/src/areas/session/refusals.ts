// Why somebody cannot come in, in words.
import type { Refusal } from '../../bindings';
import type { Problem } from '../../kit/Form';
import type { Say } from '../../kit/words';
import type { words } from './words';

type Key = 'wrongPassword' | 'unknownUser' | 'offlineRefused' | 'limitPassed' | 'keyringLocked';

const known: Readonly<Record<string, { key: Key; field: string | null }>> = {
  wrong_password: { key: 'wrongPassword', field: 'password' },
  unknown_user: { key: 'unknownUser', field: 'username' },
  offline: { key: 'offlineRefused', field: null },
  limit_passed: { key: 'limitPassed', field: null },
  keyring_locked: { key: 'keyringLocked', field: null },
};

export const problemOf = (refusal: Refusal, say: Say<typeof words>): Problem => {
  const found = known[refusal.code];
  return found
    ? { field: found.field, message: say(found.key) }
    : { field: null, message: say('tryLater') };
};
