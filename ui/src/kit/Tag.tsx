// The state of a thing: always a shape and a word; the colour only repeats them.
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info' | 'oh' | 'plain';

export function Tag({ tone, icon, children }: { tone: Tone; icon: IconName; children: ReactNode }) {
  return (
    <span className={`tag ${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}
