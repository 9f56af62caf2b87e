// The part of a record's page that scrolls by itself: it can take the focus, so that the arrows scroll
// it even when nothing in it can be pressed.
import type { ReactNode } from 'react';

export function Pane({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is reached by keyboard
    <section className="pane padded" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
