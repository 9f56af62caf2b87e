// A record that was released of the wrong person: what was disclosed, what had been accepted and is to
// be undone, and closing it. Each side sees its own.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Incident } from '../../bindings';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { SummaryList } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import { fieldWords, valueLines } from '../../terms/fields';
import { fullName } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { happenedWords } from './happened';
import { SayDialog } from './SayDialog';
import { words } from './words';

export function IncidentCard({ incident }: { incident: Incident }) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const sayField = useWords(fieldWords);
  const sayHappened = useWords(happenedWords);
  const dates = useDates();
  const [closing, setClosing] = useState(false);
  const { closed } = incident;
  return (
    <Card title={say('incident')} aside={say(`incident_${incident.side}`)}>
      <div className="stack">
        <SummaryList
          facts={[
            { key: 'why', label: say('incidentReason'), value: incident.reason },
            {
              key: 'when',
              label: say('incidentWhen'),
              value: incident.recalled_by
                ? say('decidedBy', {
                    name: incident.recalled_by,
                    when: dates.moment(incident.recalled_at),
                  })
                : dates.moment(incident.recalled_at),
            },
            ...(incident.applicant
              ? [{ key: 'who', label: say('applicant'), value: fullName(incident.applicant) }]
              : []),
            {
              key: 'disclosed',
              label: sayHappened('whatWasDisclosed'),
              value: (
                <>
                  <span className="two">
                    {sayHappened('disclosed', {
                      fields: incident.fields.length,
                      competences: incident.competences,
                    })}
                  </span>
                  <span className="meta">
                    {incident.fields.map((field) => sayField(field)).join(', ')}
                  </span>
                </>
              ),
            },
            ...incident.accepted.map((item) => ({
              key: `accepted-${item.field}`,
              label: say('incidentAccepted', { field: sayField(item.field) }),
              value: valueLines(item.value, sayField, dates).join('; '),
            })),
            ...(incident.accepted_parts.length > 0
              ? [
                  {
                    key: 'parts',
                    label: say('incidentTeams'),
                    value: incident.accepted_parts.map((part) => sayPart(part)).join(', '),
                  },
                ]
              : []),
            ...(closed
              ? [
                  {
                    key: 'closed',
                    label: say('incidentClosed'),
                    value: (
                      <>
                        <span className="two">{closed.note}</span>
                        <span className="meta">
                          {say('decidedBy', {
                            name: closed.by ?? '',
                            when: dates.moment(closed.at),
                          })}
                        </span>
                      </>
                    ),
                  },
                ]
              : []),
          ]}
        />
        <div className="form-actions">
          {incident.side === 'asker' && incident.accepted_parts.includes('recruitment') ? (
            <Link
              to="/transfers/$id/review/$part"
              params={{ id: incident.id, part: 'recruitment' }}
            >
              {say('takeOutOwn')}
            </Link>
          ) : null}
          {closed ? null : <Button onClick={() => setClosing(true)}>{say('closeIncident')}</Button>}
        </div>
      </div>
      <SayDialog
        title={say('closeIncidentTitle')}
        text={say('closeIncidentText')}
        field={{
          name: 'note',
          label: say('closeIncidentNote'),
          hint: say('closeIncidentHint'),
          need: say('needIncidentNote'),
        }}
        confirm={say('closeIncident')}
        destructive={false}
        command={(note) => ({
          noun: 'incident',
          command: { do: 'close', id: incident.id, note },
        })}
        open={closing}
        onClose={() => setClosing(false)}
      />
    </Card>
  );
}
