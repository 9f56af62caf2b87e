// Counts since the last key, pointer or touch. A minute before the limit it warns, at the limit it
// locks; whatever comes after the limit, as when a computer wakes from sleep, no longer puts it off.
import { useEffect, useState } from 'react';

const lookEvery = 1_000;
const warnBefore = 60_000;

interface Tells {
  /** A minute is left, or it no longer matters. */
  readonly warn: (soon: boolean) => void;
  readonly lock: () => void;
}

interface Idleness {
  /** Somebody is there. */
  readonly touch: () => void;
  readonly stop: () => void;
}

/** Two clocks: one may be set, the other may stand still in sleep. The longer time counts. */
const clocks = () => ({ wall: Date.now(), steady: performance.now() });

export const followIdleness = (minutes: number, tells: Tells): Idleness => {
  const limit = minutes * 60_000;
  let last = clocks();
  let warned = false;
  let over = false;
  const look = () => {
    if (over) return;
    const now = clocks();
    const idle = Math.max(now.wall - last.wall, now.steady - last.steady);
    over = idle >= limit;
    if (over) tells.lock();
    else if (idle >= limit - warnBefore && !warned) {
      warned = true;
      tells.warn(true);
    }
  };
  const timer = setInterval(look, lookEvery);
  return {
    touch: () => {
      look();
      if (over) return;
      last = clocks();
      if (!warned) return;
      warned = false;
      tells.warn(false);
    },
    stop: () => clearInterval(timer),
  };
};

const signs = ['keydown', 'pointerdown', 'pointermove', 'touchstart', 'wheel'] as const;

/** A web view says that the pointer moved also when only the page under it did. */
const pointerMoves = () => {
  let last = '';
  return (event: Event): boolean => {
    if (!(event instanceof PointerEvent) || event.type !== 'pointermove') return true;
    const at = `${event.screenX} ${event.screenY}`;
    const moved = at !== last;
    last = at;
    return moved;
  };
};

/** Locks after so many minutes without a sign of anybody; says whether only a minute is left. */
export function useIdleLock(minutes: number, lock: () => void): boolean {
  const [soon, setSoon] = useState(false);
  useEffect(() => {
    const idleness = followIdleness(minutes, { warn: setSoon, lock });
    const isSign = pointerMoves();
    const hear = (event: Event) => {
      if (isSign(event)) idleness.touch();
    };
    for (const sign of signs) window.addEventListener(sign, hear, { capture: true, passive: true });
    return () => {
      idleness.stop();
      setSoon(false);
      for (const sign of signs) window.removeEventListener(sign, hear, { capture: true });
    };
  }, [minutes, lock]);
  return soon;
}
