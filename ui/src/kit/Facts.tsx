// What a record says, label by label: the strip under a title and the summary list.
import type { ReactNode } from 'react';

export interface Fact {
  readonly key: string;
  readonly label: string;
  readonly value: ReactNode;
  /** A link or button to change this one. */
  readonly action?: ReactNode;
}

export function SummaryList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(({ key, label, value, action }) => [
        <dt key={`${key}-label`}>{label}</dt>,
        <dd key={key}>
          {action ? <span className="change">{action}</span> : null}
          {value}
        </dd>,
      ])}
    </dl>
  );
}

export function FactStrip({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="strip">
      {facts.map(({ key, label, value }) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
