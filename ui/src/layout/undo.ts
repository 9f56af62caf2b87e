// Undo: what was saved last on this computer and has not been sent is taken back. What was sent is
// changed by a new request, and that is said.
import { useCallback } from 'react';
import { host } from '#host';
import type { WorkItem } from '../bindings';
import { withdraw } from '../data/act';
import { useAnnounce } from '../kit/LiveRegion';
import { useLanguage, useWords } from '../kit/language';
import { useToast } from '../kit/Toast';
import { problemOf } from '../terms/refusals';
import { workText } from '../terms/verbs';
import { words } from './words';

/** What would be undone: the last that was saved, as long as it waits. */
export const undoable = (waiting: readonly WorkItem[]): WorkItem | null => {
  const last = waiting.at(-1);
  return last?.state === 'waiting' ? last : null;
};

export function useUndo(): () => void {
  const say = useWords(words);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const tell = useToast();
  return useCallback(() => {
    const undo = async () => {
      const waiting = await host.commands.waiting();
      const last = waiting.status === 'ok' ? undoable(waiting.data) : null;
      if (last === null) return announce(say('nothingToUndo'));
      const answer = await withdraw(last.id);
      if (answer.status === 'error') tell(problemOf(answer.error, language).message);
      else announce(say('undone', { what: workText(last, language) }));
    };
    void undo();
  }, [say, language, announce, tell]);
}
