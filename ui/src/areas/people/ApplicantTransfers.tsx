// Everybody who was asked for an applicant's record, together, and that there is nobody to ask.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Applicant, TransferRow } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { SummaryList } from '../../kit/Facts';
import { ErrorSummary, type Problem } from '../../kit/Form';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { partWords } from '../../terms/parts';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { transferState, transferWords } from '../../terms/transfers';
import { words } from './words';

interface Props {
  readonly applicant: Applicant;
  readonly transfers: readonly TransferRow[];
  readonly mayAct: boolean;
}

export function ApplicantTransfers({ applicant, transfers, mayAct }: Props) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const sayState = useWords(transferWords);
  const { language } = useLanguage();
  const dates = useDates();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const none = applicant.no_earlier_service ?? null;
  const record = (isNone: boolean) =>
    acting.mutate(
      {
        command: {
          noun: 'applicant',
          command: { do: 'say_earlier_service', id: applicant.id, none: isNone },
        },
      },
      {
        onSuccess: (answer) =>
          setProblems(answer.status === 'error' ? [problemOf(answer.error, language)] : []),
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  return (
    <Card title={say('transfers')} aside={say('transfersAside')}>
      <ErrorSummary problems={problems} idOf={(field) => field} />
      {none ? (
        <Note tone="flat" icon="person" title={say('noEarlierService')}>
          <p>
            {none.by
              ? say('recordedBy', { name: none.by, when: dates.moment(none.at) })
              : say('recordedWhen', { when: dates.moment(none.at) })}
          </p>
        </Note>
      ) : null}
      {transfers.length > 0 ? (
        <SummaryList
          facts={transfers.map((row) => ({
            key: row.id,
            label: sayPart('withCode', { name: row.source.name, code: row.source.ods_code }),
            value: (
              <>
                <span className="two">
                  <Link to="/transfers/$id" params={{ id: row.id }}>
                    {sayState(`stage_${transferState(row)}`)}
                  </Link>
                </span>
                <span className="meta">
                  {row.asked_at
                    ? say('askedWhen', {
                        occasion: sayPart(row.occasion),
                        when: dates.short(row.asked_at),
                      })
                    : sayPart(row.occasion)}
                </span>
              </>
            ),
          }))}
        />
      ) : none ? null : (
        <p className="muted">{say('nobodyAsked')}</p>
      )}
      {mayAct ? (
        <div className="form-actions">
          <Button onClick={() => record(none === null)}>
            {say(none ? 'thereIsService' : 'sayNoService')}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
