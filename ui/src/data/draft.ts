// What is being typed is kept on this computer every two seconds, sealed with the rest of the person's
// work, until it is saved or given up.

import { useCallback, useEffect, useState } from 'react';
import { host } from '#host';

const every = 2_000;

/** What was typed and is not kept yet, by form. */
const typed = new Map<string, { keepNow: () => Promise<unknown>; timer: Timer }>();
type Timer = ReturnType<typeof setTimeout>;

/** Keeps a form's text in two seconds, unless more is typed until then. */
export const keepSoon = (form: string, text: string, kept: (at: string) => void): void => {
  forgetTyped(form);
  const keepNow = async () => {
    forgetTyped(form);
    const answer = await host.commands.keepDraft(form, text);
    if (answer.status === 'ok') kept(answer.data);
  };
  typed.set(form, { keepNow, timer: setTimeout(() => void keepNow(), every) });
};

const forgetTyped = (form: string): void => {
  clearTimeout(typed.get(form)?.timer);
  typed.delete(form);
};

/** Keeps all of it now: the desk is about to be locked. */
export const keepDraftsNow = (): Promise<unknown> =>
  Promise.allSettled([...typed.values()].map((it) => it.keepNow()));

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

  useEffect(() => {
    let gone = false;
    void host.commands.draft(form).then((answer) => {
      if (gone) return;
      setFound(answer.status === 'ok' ? (answer.data?.text ?? null) : null);
      if (answer.status === 'ok' && answer.data) setKeptAt(answer.data.kept_at);
    });
    return () => {
      gone = true;
      forgetTyped(form);
    };
  }, [form]);

  const keep = useCallback((text: string) => keepSoon(form, text, setKeptAt), [form]);
  const drop = useCallback(() => {
    forgetTyped(form);
    setKeptAt(null);
    void host.commands.dropDraft(form);
  }, [form]);
  return { found, keptAt, keep, drop };
}
