// What happened, who did it, when and where; the newest first.
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

export interface Happening {
  readonly key: string;
  readonly icon: IconName;
  readonly what: string;
  readonly when: string;
  readonly more?: ReactNode;
}

export function Timeline({ happenings }: { happenings: readonly Happening[] }) {
  return (
    <ol className="timeline">
      {happenings.map(({ key, icon, what, when, more }) => (
        <li key={key}>
          <Icon name={icon} />
          <p className="strong">{what}</p>
          <p className="meta">{when}</p>
          {more}
        </li>
      ))}
    </ol>
  );
}
