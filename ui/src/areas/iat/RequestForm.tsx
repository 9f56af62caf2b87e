// Asking another organisation for an applicant's record. What is typed stays until it is saved; a
// request that came back refused is changed here and sent again.
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type {
  Command,
  ConsentMeans,
  TransferOccasion,
  TransferRequest,
  WorkItem,
} from '../../bindings';
import { useAct } from '../../data/act';
import { useDraft } from '../../data/draft';
import { NotHere } from '../../data/errors';
import { useRead } from '../../data/read';
import { Button, buttonClass } from '../../kit/Button';
import { Combobox } from '../../kit/Combobox';
import { DateInput, isoOf, noDate, type TypedDate, typedDateOf } from '../../kit/DateInput';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Checkboxes, Radios, Select } from '../../kit/Options';
import { PageHead } from '../../kit/PageHead';
import { Loading } from '../../kit/States';
import { NiNumberInput, TextInput } from '../../kit/TextInput';
import { fullName } from '../../terms/names';
import { partWords } from '../../terms/parts';
import { brokenProblem, notTakenText, problemOf } from '../../terms/refusals';
import { type AskedStaff, means, occasions, staffKinds } from './requestChoices';
import { newTransferRoute } from './routes';
import { words } from './words';

interface Draft {
  readonly applicant: string | null;
  readonly source: string | null;
  readonly niNumber: string;
  readonly dateOfBirth: TypedDate;
  readonly lastName: string;
  readonly staff: AskedStaff | null;
  readonly occasion: TransferOccasion | null;
  readonly consentOn: TypedDate;
  readonly means: ConsentMeans | null;
  readonly reference: boolean;
  readonly referenceConsentOn: TypedDate;
  readonly offered: 'yes' | 'no' | null;
  readonly offeredOn: TypedDate;
}

const draftOf = (command: TransferRequest): Draft => ({
  applicant: command.applicant,
  source: command.source,
  niNumber: command.ni_number,
  dateOfBirth: typedDateOf(command.date_of_birth),
  lastName: command.last_name,
  staff: command.staff === 'not_said' ? null : command.staff,
  occasion: command.occasion,
  consentOn: typedDateOf(command.consent.given_on),
  means: command.consent.means,
  reference: command.reference !== null,
  referenceConsentOn: command.reference ? typedDateOf(command.reference.consent.given_on) : noDate,
  offered: command.reference ? (command.reference.offered_on ? 'yes' : 'no') : null,
  offeredOn: command.reference?.offered_on ? typedDateOf(command.reference.offered_on) : noDate,
});

const blank: Draft = {
  applicant: null,
  source: null,
  niNumber: '',
  dateOfBirth: noDate,
  lastName: '',
  staff: null,
  occasion: null,
  consentOn: noDate,
  means: null,
  reference: false,
  referenceConsentOn: noDate,
  offered: null,
  offeredOn: noDate,
};

/** Earlier work: still waiting here, or sent back by the server with its reason. */
interface Earlier {
  readonly id: string;
  readonly request: TransferRequest;
  readonly problem: string | null;
}

export function NewRequest() {
  const { applicant, amends } = newTransferRoute.useSearch();
  return amends ? <Amended id={amends} /> : <Fresh applicant={applicant ?? null} />;
}

const form = 'transfer.request';

const readDraft = (text: string | null): Draft | null => {
  if (text === null) return null;
  try {
    return { ...blank, ...(JSON.parse(text) as Partial<Draft>) };
  } catch {
    return null;
  }
};

/** A new request, or the one that was being typed. */
function Fresh({ applicant }: { applicant: string | null }) {
  const draft = useDraft(form);
  if (draft.found === undefined) return <Loading />;
  const start = readDraft(draft.found) ?? blank;
  return (
    <RequestForm amends={null} start={applicant ? { ...start, applicant } : start} draft={draft} />
  );
}

function Amended({ id }: { id: string }) {
  const { language } = useLanguage();
  const waiting = useRead('waiting').data;
  const attention = useRead('attention').data;
  if (!waiting || !attention) return <Loading />;
  const item = [...waiting, ...attention].find((it) => it.id === id);
  const request = item ? requestOf(item) : null;
  if (!item || !request) throw new NotHere();
  return (
    <RequestForm
      amends={{
        id,
        request,
        problem: item.reason ? notTakenText(item.reason, language) : null,
      }}
      start={draftOf(request)}
      draft={null}
    />
  );
}

const requestOf = ({ command }: WorkItem): TransferRequest | null =>
  command.noun === 'transfer' && command.command.do === 'request' ? command.command : null;

interface RequestFormProps {
  readonly start: Draft;
  readonly amends: Earlier | null;
  readonly draft: ReturnType<typeof useDraft> | null;
}

function RequestForm({ start, amends, draft: kept }: RequestFormProps) {
  const say = useWords(words);
  const sayPart = useWords(partWords);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const applicants = useRead('applicants', {}).data;
  const organisations = useRead('sources', {}).data;
  const [draft, setDraft] = useState(start);
  const [problems, setProblems] = useState<readonly Problem[]>(
    amends?.problem ? [{ field: null, message: amends.problem }] : [],
  );
  const dates = useDates();
  const put = (change: Partial<Draft>) => {
    const next = { ...draft, ...change };
    setDraft(next);
    kept?.keep(JSON.stringify(next));
  };
  const acting = useAct();

  const submit = () => {
    if (acting.isPending) return;
    const born = isoOf(draft.dateOfBirth);
    const given = isoOf(draft.consentOn);
    const referenceGiven = isoOf(draft.referenceConsentOn);
    const offered = isoOf(draft.offeredOn);
    const missing: Problem[] = [];
    const need = (field: string, message: string) => missing.push({ field, message });
    if (!draft.applicant) need('applicant', say('need_applicant'));
    if (!draft.source) need('source', say('need_source'));
    if (draft.niNumber.trim() === '') need('ni_number', say('need_ni_number'));
    if (!born) need('date_of_birth', say('need_date_of_birth'));
    if (draft.lastName.trim() === '') need('last_name', say('need_last_name'));
    if (!draft.staff) need('staff', say('need_staff'));
    if (!draft.occasion) need('occasion', say('need_occasion'));
    if (!given) need('consent', say('need_consent'));
    if (!draft.means) need('means', say('need_means'));
    if (draft.reference) {
      if (!referenceGiven) need('reference_consent', say('need_referenceConsent'));
      if (!draft.offered) need('offered', say('need_offered'));
      if (draft.offered === 'yes' && !offered) need('offered_on', say('need_offeredOn'));
    }
    if (
      !draft.applicant ||
      !draft.source ||
      !born ||
      !given ||
      !draft.staff ||
      !draft.occasion ||
      !draft.means ||
      missing.length > 0
    ) {
      setProblems(missing);
      return;
    }
    const id = amends?.request.id ?? crypto.randomUUID();
    const command: Command = {
      noun: 'transfer',
      command: {
        do: 'request',
        id,
        applicant: draft.applicant,
        source: draft.source,
        ni_number: draft.niNumber,
        date_of_birth: born,
        last_name: draft.lastName.trim(),
        staff: draft.staff,
        occasion: draft.occasion,
        consent: { given_on: given, means: draft.means },
        reference:
          draft.reference && referenceGiven
            ? {
                consent: { given_on: referenceGiven, means: draft.means },
                offered_on: draft.offered === 'yes' ? offered : null,
              }
            : null,
      },
    };
    acting.mutate(
      { command, amends: amends?.id ?? null },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') {
            setProblems([problemOf(answer.error, language)]);
            return;
          }
          kept?.drop();
          announce(say('requestSaved'));
          void navigate({ to: '/transfers/$id', params: { id } });
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };

  if (!applicants || !organisations) return <Loading />;
  return (
    <div className="page">
      <PageHead
        title={say(amends ? 'amendTitle' : 'requestTitle')}
        windowTitle={say(amends ? 'amendTitle' : 'requestTitle')}
        wrong={problems.length > 0}
        fact={say('requestFact')}
        path={[
          {
            key: 'list',
            link: (
              <Link to="/transfers" activeOptions={{ exact: true }}>
                {say('transfers')}
              </Link>
            ),
          },
          { key: 'here', link: <span aria-current="page">{say('newTransfer')}</span> },
        ]}
      />
      <div className="split">
        <div className="pane padded">
          <Form problems={problems} onSubmit={submit}>
            <Select
              name="applicant"
              label={say('applicant')}
              hint={say('applicantHint')}
              placeholder={say('chooseApplicant')}
              options={applicants
                .filter((it) => it.stage.kind === 'offer_accepted' && !it.no_earlier_service)
                .map((it) => ({
                  value: it.id,
                  label: say('applicantAndPost', { name: fullName(it.name), post: it.post }),
                }))}
              value={draft.applicant}
              onChange={(applicant) => {
                const chosen = applicants.find((it) => it.id === applicant);
                put({ applicant, lastName: draft.lastName || (chosen?.name.last ?? '') });
              }}
            />
            <Combobox
              name="source"
              label={say('source')}
              hint={say('sourceHint')}
              options={organisations.map((it) => ({
                value: it.id,
                label: it.name,
                detail: it.ods_code,
              }))}
              value={draft.source}
              onChange={(source) => put({ source })}
            />
            <NiNumberInput
              name="ni_number"
              label={say('niNumber')}
              hint={say('niHint')}
              value={draft.niNumber}
              onChange={(niNumber) => put({ niNumber })}
            />
            <DateInput
              name="date_of_birth"
              label={say('dateOfBirth')}
              hint={say('dateHint')}
              value={draft.dateOfBirth}
              onChange={(dateOfBirth) => put({ dateOfBirth })}
            />
            <TextInput
              name="last_name"
              label={say('lastName')}
              hint={say('lastNameHint')}
              value={draft.lastName}
              onChange={(lastName) => put({ lastName })}
            />
            <Radios
              name="staff"
              label={say('staffKind')}
              options={staffKinds.map((value) => ({ value, label: sayPart(`staff_${value}`) }))}
              value={draft.staff}
              onChange={(staff) => put({ staff })}
            />
            <Radios
              name="occasion"
              label={say('occasion')}
              options={occasions.map((value) => ({ value, label: sayPart(value) }))}
              value={draft.occasion}
              onChange={(occasion) => put({ occasion })}
            />
            <DateInput
              name="consent"
              label={say('consentOn')}
              hint={say('consentHint')}
              value={draft.consentOn}
              onChange={(consentOn) => put({ consentOn })}
            />
            <Radios
              name="means"
              label={say('consentMeans')}
              options={means.map((value) => ({ value, label: sayPart(value) }))}
              value={draft.means}
              onChange={(chosen) => put({ means: chosen })}
            />
            <Checkboxes
              name="reference"
              label={say('reference')}
              options={[{ value: 'yes', label: say('referenceYes'), hint: say('referenceHint') }]}
              value={draft.reference ? ['yes'] : []}
              onChange={(chosen) => put({ reference: chosen.length > 0 })}
            />
            {draft.reference ? (
              <>
                <DateInput
                  name="reference_consent"
                  label={say('referenceConsentOn')}
                  hint={say('referenceConsentHint')}
                  value={draft.referenceConsentOn}
                  onChange={(referenceConsentOn) => put({ referenceConsentOn })}
                />
                <Radios
                  name="offered"
                  label={say('offered')}
                  hint={say('offeredHint')}
                  options={[
                    { value: 'yes', label: say('offeredYes') },
                    { value: 'no', label: say('offeredNo') },
                  ]}
                  value={draft.offered}
                  onChange={(answer) => put({ offered: answer })}
                />
                {draft.offered === 'yes' ? (
                  <DateInput
                    name="offered_on"
                    label={say('offeredOn')}
                    hint={say('dateHint')}
                    value={draft.offeredOn}
                    onChange={(offeredOn) => put({ offeredOn })}
                  />
                ) : null}
              </>
            ) : null}
            <div className="form-actions">
              <Button type="submit" look="main" keys="Ctrl+Enter">
                {say('saveRequest')}
              </Button>
              {kept?.keptAt ? (
                <span className="meta">{say('draftKept', { time: dates.time(kept.keptAt) })}</span>
              ) : null}
              <Link
                className={buttonClass('quiet')}
                to="/transfers"
                activeOptions={{ exact: true }}
              >
                {say('cancel')}
              </Link>
            </div>
          </Form>
        </div>
      </div>
    </div>
  );
}
