// Why somebody cannot come in, in words.
import type { OpenError } from '../../bindings';
import type { Problem } from '../../kit/Form';
import type { Say } from '../../kit/words';
import type { words } from './words';

const fields: Readonly<Partial<Record<Extract<OpenError, string>, string>>> = {
  wrong_password: 'password',
  not_recognised: 'username',
  address: 'server',
};

export const problemOf = (error: OpenError, say: Say<typeof words>): Problem =>
  typeof error === 'string'
    ? { field: fields[error] ?? null, message: say(`error_${error}`) }
    : { field: null, message: say('error_lease_lapsed', { n: error.lease_lapsed.waiting }) };
