// Asking the host for something that is no work of a person: lock, sign out, sync now. What is refused
// or breaks is told in a toast, for there is no field to put it at.
import { useCallback } from 'react';
import type { Refusal, Result } from '../bindings';
import { useLanguage } from '../kit/language';
import { useToast } from '../kit/Toast';
import { brokenProblem, refusalText } from '../terms/refusals';

export function useAsk(): (asked: () => Promise<Result<unknown, Refusal>>) => void {
  const tell = useToast();
  const { language } = useLanguage();
  return useCallback(
    (asked) => {
      asked().then(
        (answer) => {
          if (answer.status === 'error') tell(refusalText(answer.error, language));
        },
        () => tell(brokenProblem(language).message),
      );
    },
    [tell, language],
  );
}
