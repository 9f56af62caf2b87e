// What is being typed is kept on this computer every two seconds, sealed with the rest of the person's
// work, until it is saved or given up.

import { useCallback, useEffect, useRef, useState } from 'react';
import { host } from '#host';

const every = 2_000;

interface DraftState {
  /** What was kept before, once it is known: null when nothing was. */
  readonly found: string | null | undefined;
  /** When it was last kept. */
  readonly keptAt: string | null;
  /** Call with what is typed, whenever it changes. */
  readonly keep: (text: string) => void;
  readonly drop: () => void;
}

export function useDraft(form: string): DraftState {
  const [found, setFound] = useState<string | null | undefined>(undefined);
  const [keptAt, setKeptAt] = useState<string | null>(null);
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    let gone = false;
    void host.commands.draft(form).then((answer) => {
      if (gone) return;
      setFound(answer.status === 'ok' ? (answer.data?.text ?? null) : null);
      if (answer.status === 'ok' && answer.data) setKeptAt(answer.data.kept_at);
    });
    return () => {
      gone = true;
      if (waiting.current) clearTimeout(waiting.current);
    };
  }, [form]);

  const keep = useCallback(
    (text: string) => {
      if (waiting.current) clearTimeout(waiting.current);
      waiting.current = setTimeout(() => {
        void host.commands.keepDraft(form, text).then((answer) => {
          if (answer.status === 'ok') setKeptAt(answer.data);
        });
      }, every);
    },
    [form],
  );
  const drop = useCallback(() => {
    if (waiting.current) clearTimeout(waiting.current);
    setKeptAt(null);
    void host.commands.dropDraft(form);
  }, [form]);
  return { found, keptAt, keep, drop };
}
