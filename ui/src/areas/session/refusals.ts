// Why somebody cannot come in, in words.
import type { OpenError } from '../../bindings';
import type { Problem } from '../../kit/Form';
import type { Say } from '../../kit/words';
import type { words } from './words';

const fields: Readonly<Partial<Record<OpenError, string>>> = {
  wrong_password: 'password',
  not_recognised: 'username',
  address: 'server',
};

export const problemOf = (error: OpenError, say: Say<typeof words>): Problem => ({
  field: fields[error] ?? null,
  message: say(`error_${error}`),
});
