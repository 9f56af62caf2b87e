// When there is nothing to show: empty, not here yet, or still coming.
import { type ReactNode, useEffect, useState } from 'react';
import { useWords } from './language';
import { phrases } from './phrases';

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

/** Nothing for 150 ms, then a line of text. */
export function Loading() {
  const say = useWords(phrases);
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return late ? <p className="loading">{say('loading')}</p> : null;
}
