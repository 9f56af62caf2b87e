// A question that could not be answered: the desk is locked, or something is broken.
import type { OpenError, ReadError } from '../bindings';

export class Unread extends Error {
  readonly reason: ReadError | OpenError;
  constructor(reason: ReadError | OpenError) {
    super(typeof reason === 'string' ? reason : 'kind' in reason ? reason.kind : 'lease_lapsed');
    this.name = 'Unread';
    this.reason = reason;
  }
}

/** What was asked for is not on this computer. */
export class NotHere extends Error {
  constructor() {
    super('not here');
    this.name = 'NotHere';
  }
}

/** What the host answers: the data, or why there is none. */
export type Answered<T, E> =
  | { readonly status: 'ok'; readonly data: T }
  | { readonly status: 'error'; readonly error: E };
