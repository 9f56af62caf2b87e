// One record: read, and not there when it is not held.
import type { UseQueryResult } from '@tanstack/react-query';
import { NotHere } from './errors';

export const held = <T>(answer: UseQueryResult<T | null>): T | undefined => {
  if (answer.data === null) throw new NotHere();
  return answer.data;
};
