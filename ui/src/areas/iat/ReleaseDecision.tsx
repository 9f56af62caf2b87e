// What would leave, team by team, and the decision. The release names the preview that was seen: if
// the record has changed since, the server refuses and it is looked at again.
import { useState } from 'react';
import type { Candidate, Enquiry, PartKind } from '../../bindings';
import { useAct } from '../../data/act';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { Confirm } from '../../kit/Dialog';
import { SummaryList } from '../../kit/Facts';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Checkboxes } from '../../kit/Options';
import { competenceLine, competenceName, fieldWords, valueLines } from '../../terms/fields';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { RefuseEnquiry } from './RefuseEnquiry';
import { SayDialog } from './SayDialog';
import { sourceWords } from './sourceWords';

interface DecisionProps {
  readonly page: Enquiry;
  readonly chosen: Candidate | null;
}

export function ReleaseDecision({ page, chosen }: DecisionProps) {
  const say = useWords(sourceWords);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [parts, setParts] = useState<readonly PartKind[]>([]);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [confirming, setConfirming] = useState(false);
  const [refusing, setRefusing] = useState(false);
  const [asking, setAsking] = useState(false);
  const acting = useAct();
  const organisation = page.asker.name;
  const fields = parts.includes('recruitment') ? (chosen?.preview.fields.length ?? 0) : 0;
  const confirm = say('releaseTo', { n: fields, organisation });

  const ask = () => {
    if (!chosen) setProblems([{ field: null, message: say('needPerson') }]);
    else if (parts.length === 0) setProblems([{ field: 'parts', message: say('needParts') }]);
    else {
      setProblems([]);
      setConfirming(true);
    }
  };
  const release = () => {
    if (!chosen || acting.isPending) return;
    setConfirming(false);
    acting.mutate(
      {
        command: {
          noun: 'enquiry',
          command: {
            do: 'release',
            id: page.id,
            person: chosen.person,
            parts: [...parts],
            previewed: chosen.preview.digest,
          },
        },
      },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
          else announce(say('decisionSaved'));
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <>
      {chosen ? (
        <Card title={say('wouldLeave')} aside={say('wouldLeaveAside')}>
          <Preview candidate={chosen} />
        </Card>
      ) : null}
      <Card title={say('decision')}>
        <Form problems={problems} onSubmit={ask}>
          {chosen ? (
            <Checkboxes<PartKind>
              name="parts"
              label={say('sendPart')}
              options={[
                {
                  value: 'recruitment',
                  label: say('part_recruitment', { n: chosen.preview.fields.length }),
                },
                {
                  value: 'learning',
                  label: say('part_learning', { n: chosen.preview.competences.length }),
                },
                {
                  value: 'occupational_health',
                  label: say('part_occupational_health', { n: chosen.preview.oh_records }),
                  hint: say('ohHint'),
                },
              ]}
              value={parts}
              onChange={setParts}
            />
          ) : null}
          <p className="strong">{say('follows')}</p>
          <p className="muted nhsuk-form-group">{say('followsText')}</p>
          <div className="form-actions">
            <Button type="submit" look="main">
              {confirm}
            </Button>
            {page.stage.kind === 'awaiting_approval' ? (
              <Button onClick={() => setAsking(true)}>{say('askMore')}</Button>
            ) : null}
            <Button look="destructive" onClick={() => setRefusing(true)}>
              {say('refuse')}
            </Button>
          </div>
        </Form>
      </Card>
      <Confirm
        title={say('confirmTitle', { organisation })}
        open={confirming}
        confirm={confirm}
        onConfirm={release}
        onClose={() => setConfirming(false)}
      >
        <p>{say('confirmText')}</p>
      </Confirm>
      <SayDialog
        title={say('askMoreTitle')}
        text={say('askMoreText', { organisation })}
        field={{
          name: 'question',
          label: say('askMoreQuestion'),
          hint: say('askMoreHint'),
          need: say('needQuestion'),
        }}
        confirm={say('askMoreConfirm')}
        destructive={false}
        command={(question) => ({
          noun: 'enquiry',
          command: { do: 'ask_more', id: page.id, question },
        })}
        open={asking}
        onClose={() => setAsking(false)}
      />
      <RefuseEnquiry page={page} open={refusing} onClose={() => setRefusing(false)} />
    </>
  );
}

function Preview({ candidate }: { candidate: Candidate }) {
  const say = useWords(sourceWords);
  const sayField = useWords(fieldWords);
  const dates = useDates();
  const { fields, competences, oh_records: ohRecords } = candidate.preview;
  return (
    <div className="stack">
      <h3>{say('part_recruitment', { n: fields.length })}</h3>
      <SummaryList
        facts={fields.map((item) => ({
          key: item.field,
          label: sayField(item.field),
          value: valueLines(item.value, sayField, dates).map((line) => (
            <span className="two" key={line}>
              {line}
            </span>
          )),
        }))}
      />
      <h3>{say('part_learning', { n: competences.length })}</h3>
      <SummaryList
        facts={competences.map((item) => ({
          key: item.name,
          label: competenceName(item.name),
          value: competenceLine(item, sayField, dates),
        }))}
      />
      <h3>{say('part_occupational_health', { n: ohRecords })}</h3>
      <p className="muted">{say('ohHint')}</p>
    </div>
  );
}
