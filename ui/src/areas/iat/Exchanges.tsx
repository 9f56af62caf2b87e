// What the source asked about a request and what was said to it: the same on both sides.
import type { Exchange } from '../../bindings';
import { Card } from '../../kit/Card';
import { SummaryList } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import { words } from './words';

export function Exchanges({ exchanges }: { exchanges: readonly Exchange[] }) {
  const say = useWords(words);
  const dates = useDates();
  if (exchanges.length === 0) return null;
  return (
    <Card title={say('exchanges')}>
      <SummaryList
        facts={exchanges.map(({ question, asked_at, reply }) => ({
          key: asked_at,
          label: question,
          value: (
            <>
              <span className="two">
                {reply ? reply.text || say('onlyCorrected') : say('notAnsweredYet')}
              </span>
              {reply && reply.corrected.length > 0 ? (
                <span className="two">
                  {say('corrected', {
                    what: reply.corrected.map((it) => say(`corrected_${it}`)).join(', '),
                  })}
                </span>
              ) : null}
              <span className="meta">
                {reply
                  ? say('repliedBy', { name: reply.by.name, when: dates.moment(reply.at) })
                  : say('questionAsked', { when: dates.moment(asked_at) })}
              </span>
            </>
          ),
        }))}
      />
    </Card>
  );
}
