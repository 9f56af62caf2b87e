// A section of a record.
import { type ReactNode, useId } from 'react';

interface CardProps {
  readonly title: string;
  readonly aside?: ReactNode;
  /** Tables go to the edges; everything else gets room around it. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, aside, flush = false, children }: CardProps) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {aside ? <span className="meta">{aside}</span> : null}
      </div>
      {flush ? children : <div className="card-body">{children}</div>}
    </section>
  );
}
