// The keys that work everywhere, and how a keystroke is told from another. Never single letters; the
// question mark, where nothing is typed, unless the person has turned it off.
import { useEffect } from 'react';

export type GlobalKey =
  | 'palette'
  | 'keys'
  | 'nextPane'
  | 'previousPane'
  | 'newTransfer'
  | 'sync'
  | 'undo'
  | 'lock'
  | { readonly page: number };

interface Stroke {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** What a keystroke asks for, or null when it is not ours. */
export const globalKey = (stroke: Stroke, mac = false): GlobalKey | null => {
  const command = mac ? stroke.metaKey : stroke.ctrlKey;
  if (stroke.key === 'F1') return 'keys';
  if (stroke.key === 'F5') return 'sync';
  if (stroke.key === 'F6') return stroke.shiftKey ? 'previousPane' : 'nextPane';
  if (command && !stroke.altKey && !stroke.shiftKey) {
    if (stroke.key === 'k') return 'palette';
    if (stroke.key === '/') return 'keys';
    if (stroke.key === 'l') return 'lock';
    if (stroke.key === 'n') return 'newTransfer';
    if (stroke.key === 'z') return 'undo';
  }
  const digit = /^Digit([1-9])$/.exec(stroke.code);
  const paged = mac ? stroke.metaKey && stroke.ctrlKey : stroke.altKey && !stroke.ctrlKey;
  return digit && paged ? { page: Number(digit[1]) } : null;
};

export const onMac = (): boolean => navigator.userAgent.includes('Mac OS');

/** Whether what is typed there is text: a field has its own undo, and its own question marks. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select'));

export function useGlobalKeys(onKey: (key: GlobalKey) => void, questionMark: boolean) {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const typing = isTyping(event.target);
      const asked = questionMark && event.key === '?' && !event.ctrlKey && !event.metaKey;
      const key = asked && !typing ? 'keys' : globalKey(event, onMac());
      if (key === null || (key === 'undo' && typing)) return;
      event.preventDefault();
      onKey(key);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [onKey, questionMark]);
}

/** Moves the focus to the next part of the window: header, navigation, content, panel, status. */
export const focusPane = (step: 1 | -1): void => {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => pane.offsetParent !== null || getComputedStyle(pane).position === 'fixed',
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(at + step + panes.length) % panes.length];
  const inside = [
    ...(next?.querySelectorAll<HTMLElement>(
      '[tabindex="0"], a[href], button, input, select, textarea',
    ) ?? []),
  ];
  const target = inside.find((it) => it.offsetParent !== null) ?? next;
  target?.focus();
};
