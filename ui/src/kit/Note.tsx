// A boxed remark that belongs to the page: what holds now, and what to do about it.
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

interface NoteProps {
  readonly tone?: 'info' | 'flat' | 'warn' | 'bad' | 'oh';
  readonly icon: IconName;
  readonly title: ReactNode;
  readonly children?: ReactNode;
}

export function Note({ tone = 'info', icon, title, children }: NoteProps) {
  return (
    <div className={`note ${tone}`}>
      <Icon name={icon} />
      <div>
        <p className="strong">{title}</p>
        {children}
      </div>
    </div>
  );
}
