// Asking for something that has no form: lock, sync now, a notice taken note of. What does not work is
// told in a toast, for there is no field to put it at.
import { useCallback } from 'react';
import type { ActError, OpenError, ReadError } from '../bindings';
import { useLanguage } from '../kit/language';
import { useToast } from '../kit/Toast';
import { problemOf } from '../terms/refusals';
import type { Answered } from './errors';

type Asked = () => Promise<Answered<unknown, ActError | ReadError | OpenError>>;

const broken = { kind: 'broken' } as const;

export function useAsk(): (asked: Asked) => void {
  const tell = useToast();
  const { language } = useLanguage();
  return useCallback(
    (asked) => {
      asked().then(
        (answer) => {
          if (answer.status === 'ok') return;
          const { error } = answer;
          const told = typeof error === 'object' && 'kind' in error ? error : broken;
          tell(problemOf(told, language).message);
        },
        () => tell(problemOf(broken, language).message),
      );
    },
    [tell, language],
  );
}
