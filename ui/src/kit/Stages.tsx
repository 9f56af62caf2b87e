// The life of a record as an ordered list: what is done, where it stands, what is ahead.
import { Icon } from './Icon';
import { useWords } from './language';
import { phrases } from './phrases';

export interface Stage {
  readonly key: string;
  readonly name: string;
  readonly detail: string;
  readonly state: 'done' | 'now' | 'ahead' | 'stopped';
}

export function Stages({ label, stages }: { label: string; stages: readonly Stage[] }) {
  const say = useWords(phrases);
  return (
    <ol className="stages" aria-label={label}>
      {stages.map((stage) => (
        <li
          key={stage.key}
          className={stage.state}
          aria-current={stage.state === 'now' ? 'step' : undefined}
        >
          <b>
            {stage.state === 'done' ? (
              <>
                <Icon name="check" />
                <span className="hidden-text">{say('done')}</span>
              </>
            ) : null}
            {stage.state === 'stopped' ? (
              <>
                <Icon name="stop" />
                <span className="hidden-text">{say('stopped')}</span>
              </>
            ) : null}
            {stage.state === 'now' ? <Icon name="document" /> : null}
            {stage.name}
          </b>
          {stage.detail}
        </li>
      ))}
    </ol>
  );
}
