// A refusal is an answer that a person can act on; anything else that goes wrong is broken.
import type { Refusal } from '../bindings';

export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.name = 'Refused';
    this.refusal = refusal;
  }
}
