// The fields of the record that a transfer carries: their names, and how a value is written.
import type { CompetenceItem, ImmunisationItem, Origin, Period, Value } from '../bindings';
import type { Dates } from '../kit/dates';
import { catalogue, type Say } from '../kit/words';

export const fieldWords = catalogue({
  service: { en: 'Service', cy: 'Gwasanaeth' },
  pay: { en: 'Pay', cy: 'Cyflog' },
  contract: { en: 'Contract', cy: 'Contract' },
  person: { en: 'Person', cy: 'Person' },
  registration: { en: 'Registration', cy: 'Cofrestriad' },
  competences: { en: 'Competences', cy: 'Cymwyseddau' },
  immunisations: { en: 'Immunisations', cy: 'Imiwneiddiadau' },
  // What a record of immunisation is against, by SNOMED CT. To be checked by a translator.
  disease_66071002: { en: 'Hepatitis B', cy: 'Hepatitis B' },
  disease_56717001: { en: 'Tuberculosis', cy: 'Twbercwlosis' },
  disease_14189004: { en: 'Measles', cy: 'Y frech goch' },
  disease_36989005: { en: 'Mumps', cy: 'Clwy’r pennau' },
  disease_36653000: { en: 'Rubella', cy: 'Rwbela' },
  disease_38907003: { en: 'Chickenpox', cy: 'Brech yr ieir' },
  disease_397430003: { en: 'Diphtheria', cy: 'Difftheria' },
  disease_76902006: { en: 'Tetanus', cy: 'Tetanws' },
  disease_398102009: { en: 'Polio', cy: 'Polio' },
  disease_6142004: { en: 'Influenza', cy: 'Y ffliw' },
  disease_840539006: { en: 'COVID-19', cy: 'COVID-19' },
  with_vaccine: { en: '{vaccine}: {line}', cy: '{vaccine}: {line}' },
  continuous_service: {
    en: 'Continuous NHS service',
    cy: 'Gwasanaeth parhaus yn y GIG',
  },
  continuous_service3_months: {
    en: 'Continuous NHS service, breaks of up to 3 months',
    cy: 'Gwasanaeth parhaus yn y GIG, toriadau hyd at 3 mis',
  },
  nhs_start: { en: 'NHS start date', cy: 'Dyddiad dechrau yn y GIG' },
  employer_start: { en: 'Start with this employer', cy: 'Dechrau gyda’r cyflogwr hwn' },
  last_working_day: { en: 'Last working day', cy: 'Diwrnod gwaith olaf' },
  reason_for_leaving: { en: 'Reason for leaving', cy: 'Rheswm dros adael' },
  earlier_service: { en: 'Earlier service', cy: 'Gwasanaeth cynharach' },
  band: { en: 'Band', cy: 'Band' },
  pay_step: { en: 'Pay step', cy: 'Cam cyflog' },
  increment_date: { en: 'Increment date', cy: 'Dyddiad cynyddran' }, // to be checked by a translator
  annual_salary: { en: 'Annual salary', cy: 'Cyflog blynyddol' },
  job_title: { en: 'Job title', cy: 'Teitl swydd' },
  hours_a_week: { en: 'Hours a week', cy: 'Oriau’r wythnos' },
  full_time_equivalent: { en: 'FTE', cy: 'Cyfwerth ag amser llawn' },
  contract_type: { en: 'Contract type', cy: 'Math o gontract' },
  title: { en: 'Title', cy: 'Teitl' },
  first_name: { en: 'First name', cy: 'Enw cyntaf' },
  last_name: { en: 'Last name', cy: 'Enw olaf' },
  earlier_last_names: { en: 'Earlier last names', cy: 'Enwau olaf cynharach' },
  posts: { en: 'Posts with this employer', cy: 'Swyddi gyda’r cyflogwr hwn' },
  registrations: { en: 'Professional registrations', cy: 'Cofrestriadau proffesiynol' },
  left_on: { en: 'Employment ended', cy: 'Daeth y gyflogaeth i ben' },
  final_post: { en: 'Last post', cy: 'Swydd olaf' },
  final_pay_step: { en: 'Last pay step', cy: 'Cam cyflog olaf' },
  registered: { en: '{body} {number}, {status}', cy: '{body} {number}, {status}' },
  registeredUntil: {
    en: '{body} {number}, {status}, until {until}',
    cy: '{body} {number}, {status}, tan {until}',
  },
  period: { en: '{employer}, {from} to {to}', cy: '{employer}, {from} i {to}' },
  periodOpen: { en: '{employer}, since {from}', cy: '{employer}, ers {from}' },
  awarded: { en: 'Awarded {on}', cy: 'Dyfarnwyd {on}' },
  awardedUntil: {
    en: 'Awarded {on}, in date until {until}',
    cy: 'Dyfarnwyd {on}, yn ddilys tan {until}',
  },
  given: { en: 'given', cy: 'rhoddwyd' },
  declined: { en: 'declined', cy: 'gwrthodwyd' },
  contraindicated: { en: 'contraindicated', cy: 'gwrthgymeradwywyd' }, // to be checked by a translator
  serology: { en: 'blood test', cy: 'prawf gwaed' },
  given_on: { en: '{status}, {on}', cy: '{status}, {on}' },
  given_dose: { en: '{dose}, {status}, {on}', cy: '{dose}, {status}, {on}' },
  with_result: { en: '{given}. Result: {result}', cy: '{given}. Canlyniad: {result}' },
  origin_record: { en: 'From your own record', cy: 'O’ch cofnod eich hun' },
  origin_application: { en: 'From the application', cy: 'O’r cais' },
  origin_transfer: {
    en: 'From {source}, accepted {on}',
    cy: 'Gan {source}, derbyniwyd {on}',
  },
});

type SayField = Say<typeof fieldWords>;

const period = ({ employer, from, to }: Period, say: SayField, dates: Dates): string =>
  to === null
    ? say('periodOpen', { employer, from: dates.day(from) })
    : say('period', { employer, from: dates.day(from), to: dates.day(to) });

const pounds = (pence: number): string => {
  const whole = String(Math.floor(pence / 100)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const rest = pence % 100;
  return rest === 0 ? `£${whole}` : `£${whole}.${String(rest).padStart(2, '0')}`;
};

/** A value as it is read. Several periods are several lines. */
export const valueLines = (value: Value, say: SayField, dates: Dates): readonly string[] => {
  switch (value.kind) {
    case 'date':
      return [dates.day(value.date)];
    case 'text':
      return [value.text.split('|').join(', ')];
    case 'money':
      return [pounds(value.pence)];
    case 'hours':
      return [String(value.hundredths / 100)];
    case 'fte':
      return [(value.fte / 100_000).toFixed(2)];
    case 'periods':
      return value.periods.map((it) => period(it, say, dates));
    case 'posts':
      return value.posts.map(({ title, from, to }) =>
        period({ employer: title, from, to }, say, dates),
      );
    case 'registrations':
      return value.registrations.map(({ body, number, status, expires_on }) =>
        expires_on === null
          ? say('registered', { body, number, status })
          : say('registeredUntil', { body, number, status, until: dates.day(expires_on) }),
      );
  }
};

export const competenceLine = (it: CompetenceItem, say: SayField, dates: Dates): string =>
  it.expires_on === null
    ? say('awarded', { on: dates.day(it.awarded_on) })
    : say('awardedUntil', { on: dates.day(it.awarded_on), until: dates.day(it.expires_on) });

/** NHS|CSTF|Fire Safety – 2 Years| reads as its own words. */
export const competenceName = (name: string): string =>
  name
    .split('|')
    .filter((part) => part !== '' && part !== 'NHS' && part !== 'CSTF')
    .join(', ') || name;

type Disease = Extract<keyof typeof fieldWords, `disease_${string}`>;

const isDisease = (key: string): key is Disease =>
  key.startsWith('disease_') && Object.hasOwn(fieldWords, key);

/** 14189004+36989005 reads as Measles, Mumps; a code that has no name here reads as it is. */
export const diseaseName = (codes: string, say: SayField): string =>
  codes
    .split('+')
    .map((code) => {
      const key = `disease_${code}`;
      return isDisease(key) ? say(key) : code;
    })
    .join(', ');

/** The vaccine or test, the dose, what was done, and when; a result where one was read. */
export const immunisationLine = (it: ImmunisationItem, say: SayField, dates: Dates): string => {
  const on = dates.day(it.on);
  const status = say(it.status);
  const given =
    it.dose === null
      ? say('given_on', { status, on })
      : say('given_dose', { dose: it.dose, status, on });
  const line = it.result === null ? given : say('with_result', { given, result: it.result });
  return it.vaccine === '' ? line : say('with_vaccine', { vaccine: it.vaccine, line });
};

/** Where a held value comes from. */
export const originText = (origin: Origin, say: SayField, dates: Dates): string => {
  switch (origin.kind) {
    case 'record':
      return say('origin_record');
    case 'application':
      return say('origin_application');
    case 'transfer':
      return say('origin_transfer', {
        source: origin.source.name,
        on: dates.day(origin.accepted_on),
      });
  }
};

/** Where two writings part: what is common before, what differs, what is common after. */
export const difference = (
  held: string,
  arrived: string,
): { readonly before: string; readonly differs: string; readonly after: string } => {
  const a = held.split(' ');
  const b = arrived.split(' ');
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(a.length, b.length) - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  )
    end += 1;
  return {
    before: b.slice(0, start).join(' '),
    differs: b.slice(start, b.length - end).join(' '),
    after: b.slice(b.length - end).join(' '),
  };
};
