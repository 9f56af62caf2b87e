// One piece of work that came back: the plain reason first, what was typed, what is different now, and
// the ways on: change and send again, look again, withdraw, or later.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FieldChange, Refusal, Value, WorkItem } from '../../bindings';
import { withdraw } from '../../data/act';
import { Button, buttonClass } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { Confirm } from '../../kit/Dialog';
import { type Fact, SummaryList } from '../../kit/Facts';
import { ErrorSummary, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { Row, Table } from '../../kit/Table';
import { documentWords } from '../../terms/documents';
import { fieldWords, valueLines } from '../../terms/fields';
import { partWords } from '../../terms/parts';
import { answerLines, referenceTerms } from '../../terms/reference';
import { notTakenText, problemOf } from '../../terms/refusals';
import { workText } from '../../terms/verbs';
import { ApplicantConflicts } from './ApplicantConflicts';
import { DocumentName } from './DocumentName';
import { words } from './words';

export function AttentionItem({ item }: { item: WorkItem }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const dates = useDates();
  const typed = useTyped(item);
  const when = item.settled_at ? dates.moment(item.settled_at) : null;
  const refusal = item.reason?.kind === 'rule' ? item.reason.refusal : null;
  const by = whoActed(refusal);
  const differences =
    refusal?.noun === 'enquiry' && refusal.reason.code === 'preview_changed'
      ? refusal.reason.difference
      : [];
  const conflicts =
    refusal?.noun === 'applicant' && refusal.reason.code === 'changed_meanwhile'
      ? refusal.reason.conflicts
      : [];
  const change =
    item.command.noun === 'applicant' && item.command.command.do === 'change'
      ? item.command.command
      : null;
  const misnamed =
    item.command.noun === 'document' &&
    item.command.command.do === 'add' &&
    refusal?.noun === 'document' &&
    namesAtFault.includes(refusal.reason.code)
      ? item.command.command
      : null;
  const [asking, setAsking] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const takeBack = async () => {
    setAsking(false);
    const answer = await withdraw(item.id);
    if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
    else announce(say('withdrawn'));
  };
  return (
    <div className="cards">
      <h2>{workText(item, language)}</h2>
      <ErrorSummary problems={problems} idOf={(field) => field} />
      {item.reason ? (
        <Note tone="warn" icon="alert" title={notTakenText(item.reason, language)}>
          <p>
            {by && when
              ? say('refusedBecause', { name: by, when })
              : when
                ? say('refusedAt', { when })
                : null}
          </p>
        </Note>
      ) : null}
      {change && conflicts.length > 0 ? (
        <ApplicantConflicts item={item} change={change} conflicts={conflicts} />
      ) : null}
      {misnamed ? <DocumentName item={item} add={misnamed} /> : null}
      {differences.length > 0 ? <Differences differences={differences} /> : null}
      {typed.length > 0 ? (
        <Card title={say('whatYouTyped')}>
          <SummaryList facts={typed} />
        </Card>
      ) : null}
      {item.state === 'parked' ? <p>{say('parkedText')}</p> : null}
      <div className="form-actions">
        {item.state === 'parked' ? null : (
          <>
            <WayOn item={item} />
            <Button look="destructive" onClick={() => setAsking(true)}>
              {say('withdrawWork')}
            </Button>
          </>
        )}
        <Link className={buttonClass('quiet')} to="/attention" activeOptions={{ exact: true }}>
          {say('decideLater')}
        </Link>
      </div>
      <Confirm
        title={say('withdrawTitle')}
        open={asking}
        confirm={say('withdrawWork')}
        destructive
        onConfirm={() => void takeBack()}
        onClose={() => setAsking(false)}
      >
        <p>{say('withdrawText')}</p>
      </Confirm>
    </div>
  );
}

/** What another name would make pass. */
const namesAtFault: readonly string[] = ['name_taken', 'name_missing', 'name_too_long'];

/** Who acted on it before, where the reason says so. */
const whoActed = (refusal: Refusal | null): string | null =>
  refusal && 'by' in refusal.reason ? refusal.reason.by : null;

/** To the page where it is done again. */
function WayOn({ item }: { item: WorkItem }) {
  const say = useWords(words);
  const className = buttonClass('main');
  const { noun, command } = item.command;
  switch (noun) {
    case 'transfer':
      return command.do === 'request' ? (
        <Link className={className} to="/transfers/new" search={{ amends: item.id }}>
          {say('sendAgain')}
        </Link>
      ) : (
        <Link className={className} to="/transfers/$id" params={{ id: command.id }}>
          {say('lookAgain')}
        </Link>
      );
    case 'enquiry':
      return (
        <Link className={className} to="/enquiries/$id" params={{ id: command.id }}>
          {say('lookAgain')}
        </Link>
      );
    case 'oh_enquiry':
      return (
        <Link className={className} to="/oh-releases/$id" params={{ id: command.id }}>
          {say('lookAgain')}
        </Link>
      );
    case 'recruitment_part':
    case 'learning_part':
    case 'oh_part':
      return (
        <Link
          className={className}
          to="/transfers/$id/review/$part"
          params={{ id: command.id, part: partOf[noun] }}
        >
          {say('lookAgain')}
        </Link>
      );
    case 'reference':
      return (
        <Link className={className} to="/references/$id" params={{ id: command.id }}>
          {say('lookAgain')}
        </Link>
      );
    case 'notice':
      return (
        <Link className={className} to="/work" search={{ tab: 'queue', open: command.id }}>
          {say('lookAgain')}
        </Link>
      );
    case 'delegation':
      return (
        <Link className={className} to="/away">
          {say('lookAgain')}
        </Link>
      );
    case 'applicant':
    case 'document':
    case 'incident':
      return null;
  }
}

const partOf = {
  recruitment_part: 'recruitment',
  learning_part: 'learning',
  oh_part: 'occupational_health',
} as const;

function useTyped(item: WorkItem): readonly Fact[] {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const sayDocument = useWords(documentWords);
  const sayTerm = useWords(referenceTerms);
  const dates = useDates();
  const fact = (key: string, label: string, value: string | null): Fact[] =>
    value ? [{ key, label, value }] : [];
  const { noun, command } = item.command;
  switch (noun) {
    case 'applicant':
      return command.do === 'withdraw'
        ? fact('reason', say('label_reason'), command.reason)
        : command.do === 'say_earlier_service'
          ? []
          : [
              ...fact('post', say('label_post'), command.post?.now ?? null),
              ...fact(
                'start',
                say('label_start_on'),
                command.start_on?.now ? dates.day(command.start_on.now) : null,
              ),
            ];
    case 'document':
      return command.do === 'remove'
        ? fact('reason', say('label_reason'), command.reason)
        : [
            ...fact('who', say('label_applicant'), item.subject),
            ...fact('name', say('label_document'), command.name),
            ...fact('kind', say('label_documentKind'), sayDocument(command.kind)),
          ];
    case 'transfer':
      return command.do === 'withdraw'
        ? fact('reason', say('label_reason'), command.reason)
        : command.do === 'withdraw_consent'
          ? []
          : command.do === 'reply'
            ? [
                ...fact('text', say('label_note'), command.text),
                ...fact('ni', say('label_ni'), command.ni_number ? say('masked') : null),
                ...fact(
                  'born',
                  say('label_born'),
                  command.date_of_birth ? dates.day(command.date_of_birth) : null,
                ),
                ...fact('name', say('label_lastName'), command.last_name),
              ]
            : [
                ...fact('who', say('label_applicant'), item.subject),
                ...fact('with', say('label_organisation'), item.other),
                ...fact('ni', say('label_ni'), say('masked')),
                ...fact('born', say('label_born'), dates.day(command.date_of_birth)),
                ...fact('name', say('label_lastName'), command.last_name),
                ...fact('consent', say('label_consent'), dates.day(command.consent.given_on)),
              ];
    case 'enquiry':
      return command.do === 'refuse'
        ? [
            ...fact('reason', say('label_reason'), sayPart(command.reason)),
            ...fact('note', say('label_note'), command.note),
          ]
        : command.do === 'ask_more'
          ? fact('question', say('label_note'), command.question)
          : command.do === 'recall'
            ? fact('reason', say('label_reason'), command.reason)
            : command.do === 'withdraw_consent'
              ? []
              : fact(
                  'parts',
                  say('label_parts'),
                  command.parts.map((it) => sayPart(it)).join(', '),
                );
    case 'oh_enquiry':
      return command.do === 'refuse' ? fact('note', say('label_note'), command.note) : [];
    case 'recruitment_part':
    case 'learning_part':
    case 'oh_part':
      return command.do === 'take_out'
        ? []
        : fact('choices', say('label_choices'), say('choices', { n: command.choices.length }));
    case 'incident':
      return fact('note', say('label_note'), command.note);
    case 'reference':
      switch (command.do) {
        case 'fill':
          return [
            ...command.lines.flatMap((line) =>
              line.answer
                ? fact(
                    line.question,
                    sayTerm(line.question),
                    answerLines(line.answer, sayTerm, dates).join('; '),
                  )
                : [],
            ),
            ...fact('supporting', say('label_note'), command.supporting),
          ];
        case 'submit':
          return fact('as', say('label_post'), command.completed_as);
        case 'decline':
          return fact('reason', say('label_reason'), command.reason);
      }
      break;
    case 'notice':
      return command.do === 'pass' ? fact('note', say('label_passNote'), command.note) : [];
    case 'delegation':
      return command.do === 'make'
        ? [
            ...fact('first', say('label_first'), dates.day(command.first)),
            ...fact('last', say('label_last'), dates.day(command.last)),
          ]
        : [];
  }
}

function Differences({ differences }: { differences: readonly FieldChange[] }) {
  const say = useWords(words);
  const sayField = useWords(fieldWords);
  const dates = useDates();
  const written = (value: Value | null) =>
    value === null ? say('nothing') : valueLines(value, sayField, dates).join('; ');
  return (
    <Card title={say('whatDiffers')} flush>
      <Table
        label={say('whatDiffers')}
        columns={[
          { key: 'field', label: say('field') },
          { key: 'before', label: say('asYouSaw') },
          { key: 'now', label: say('asItIs') },
        ]}
      >
        {differences.map((it) => (
          <Row
            key={it.field}
            head={<span className="strong">{sayField(it.field)}</span>}
            cells={[
              { key: 'before', label: say('asYouSaw'), value: written(it.before) },
              {
                key: 'now',
                label: say('asItIs'),
                value: <ins className="difference">{written(it.now)}</ins>,
              },
            ]}
          />
        ))}
      </Table>
    </Card>
  );
}
