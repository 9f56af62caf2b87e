// Two people changed the same about an applicant. Both are shown beside what both started from, and
// each field is decided by itself: mine, theirs, or something else.
import { useState } from 'react';
import type { ApplicantChange, ApplicantConflict, Command, WorkItem } from '../../bindings';
import { act, withdraw } from '../../data/act';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { DateInput, isoOf, noDate, typedDateOf } from '../../kit/DateInput';
import { SummaryList } from '../../kit/Facts';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Radios } from '../../kit/Options';
import { TextInput } from '../../kit/TextInput';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { words } from './words';

type Kept = 'mine' | 'theirs' | 'other';

interface Decision {
  readonly kept: Kept | null;
  readonly post: string;
  readonly start: typeof noDate;
}

interface ConflictsProps {
  readonly item: WorkItem;
  readonly change: ApplicantChange;
  readonly conflicts: readonly ApplicantConflict[];
}

const undecided = (conflict: ApplicantConflict): Decision => ({
  kept: null,
  post: conflict.field === 'post' ? conflict.mine : '',
  start: conflict.field === 'start_on' && conflict.mine ? typedDateOf(conflict.mine) : noDate,
});

export function ApplicantConflicts({ item, change, conflicts }: ConflictsProps) {
  const say = useWords(words);
  const dates = useDates();
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [decisions, setDecisions] = useState(conflicts.map(undecided));
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const shown = (conflict: ApplicantConflict, value: string | null) =>
    value === null ? say('nothing') : conflict.field === 'post' ? value : dates.day(value);
  const put = (at: number, next: Partial<Decision>) =>
    setDecisions(decisions.map((it, n) => (n === at ? { ...it, ...next } : it)));

  const submit = async () => {
    if (busy) return;
    const missing = conflicts.flatMap((conflict, n): Problem[] => {
      const decision = decisions[n];
      if (!decision?.kept) return [{ field: `keep_${conflict.field}`, message: say('needKept') }];
      return decision.kept === 'other' && conflict.field === 'start_on' && !isoOf(decision.start)
        ? [{ field: 'start_on', message: say('needDay') }]
        : [];
    });
    if (missing.length > 0) {
      setProblems(missing);
      return;
    }
    const resolved = conflicts.reduce(
      (sofar, conflict, n) => resolve(sofar, conflict, decisions[n] ?? undecided(conflict)),
      change,
    );
    const command: Command = { noun: 'applicant', command: { do: 'change', ...resolved } };
    setBusy(true);
    const answer =
      resolved.post || resolved.start_on ? await act(command, item.id) : await withdraw(item.id);
    setBusy(false);
    if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
    else announce(say('conflictSettled'));
  };

  return (
    <Form
      problems={problems}
      onSubmit={() => void submit().catch(() => setProblems([brokenProblem(language)]))}
    >
      <div className="cards">
        {conflicts.map((conflict, n) => (
          <Card key={conflict.field} title={say(`label_${conflict.field}`)}>
            <SummaryList
              facts={[
                { key: 'was', label: say('bothFrom'), value: shown(conflict, conflict.was) },
                { key: 'mine', label: say('mine'), value: shown(conflict, conflict.mine) },
                { key: 'theirs', label: say('theirs'), value: shown(conflict, conflict.theirs) },
              ]}
            />
            <Radios
              name={`keep_${conflict.field}`}
              label={say('whichStands')}
              options={(['mine', 'theirs', 'other'] as const).map((value) => ({
                value,
                label: say(`keep_${value}`),
              }))}
              value={decisions[n]?.kept ?? null}
              onChange={(kept) => put(n, { kept })}
            />
            {decisions[n]?.kept !== 'other' ? null : conflict.field === 'post' ? (
              <TextInput
                name="post"
                label={say('label_post')}
                value={decisions[n].post}
                onChange={(post) => put(n, { post })}
              />
            ) : (
              <DateInput
                name="start_on"
                label={say('label_start_on')}
                value={decisions[n].start}
                onChange={(start) => put(n, { start })}
              />
            )}
          </Card>
        ))}
      </div>
      <div className="form-actions">
        <Button type="submit" look="main" keys="Ctrl+Enter">
          {say('settleConflict')}
        </Button>
      </div>
    </Form>
  );
}

/** The change once more, on top of what the other has made of it. */
const resolve = (
  change: ApplicantChange,
  conflict: ApplicantConflict,
  { kept, post, start }: Decision,
): ApplicantChange => {
  if (conflict.field === 'post') {
    const now = kept === 'mine' ? conflict.mine : post.trim();
    return { ...change, post: kept === 'theirs' ? null : { was: conflict.theirs, now } };
  }
  const now = kept === 'mine' ? conflict.mine : isoOf(start);
  return { ...change, start_on: kept === 'theirs' ? null : { was: conflict.theirs, now } };
};
