// A factual reference: what is asked, and how an answer is written. The words on paper are the same
// (crates/reports/src/reference_words.rs).
import type { ReferenceAnswer, ReferenceQuestion } from '../bindings';
import type { Dates } from '../kit/dates';
import { catalogue, type Say } from '../kit/words';

export const referenceTerms = catalogue({
  employee_number: { en: 'Employee number', cy: 'Rhif gweithiwr' },
  employer: { en: 'Employer', cy: 'Cyflogwr' },
  employment: { en: 'Employed', cy: 'Cyflogwyd' },
  posts: { en: 'Posts held', cy: 'Swyddi a ddaliwyd' },
  staff_group: { en: 'Staff group', cy: 'Grŵp staff' },
  pay_band: { en: 'Pay band', cy: 'Band cyflog' },
  contract_type: { en: 'Type of contract', cy: 'Math o gontract' },
  hours_a_week: { en: 'Hours a week', cy: 'Oriau’r wythnos' },
  full_time_equivalent: { en: 'Full-time equivalent', cy: 'Cyfwerth ag amser llawn' },
  last_working_day: { en: 'Last working day', cy: 'Diwrnod gwaith olaf' },
  leaving_reason: { en: 'Reason for leaving', cy: 'Rheswm dros adael' },
  registrations: { en: 'Professional registration', cy: 'Cofrestriad proffesiynol' },
  sickness_episodes: {
    en: 'Episodes of sickness in the last 24 months',
    cy: 'Cyfnodau o salwch yn y 24 mis diwethaf',
  },
  sickness_days: {
    en: 'Calendar days of sickness in the last 24 months',
    cy: 'Dyddiau calendr o salwch yn y 24 mis diwethaf',
  },
  warnings: { en: 'Live warnings', cy: 'Rhybuddion byw' },
  investigations: { en: 'Open investigation', cy: 'Ymchwiliad agored' },
  safeguarding: { en: 'Safeguarding concern', cy: 'Pryder diogelu' },
  referral: {
    en: 'Referral to a regulator or the DBS',
    cy: 'Atgyfeiriad at reoleiddiwr neu’r DBS',
  },
  yes: { en: 'Yes', cy: 'Ydy' },
  yesWith: { en: 'Yes: {detail}', cy: 'Ydy: {detail}' },
  no: { en: 'No', cy: 'Nac ydy' },
  noWarnings: { en: 'None that is live', cy: 'Dim un sy’n fyw' },
  span: { en: '{what}: {from} to {to}', cy: '{what}: {from} i {to}' },
  spanOpen: { en: '{what}: since {from}', cy: '{what}: ers {from}' },
  warning: {
    en: '{what}, given {issued}, ends {expires}',
    cy: '{what}, rhoddwyd {issued}, yn dod i ben {expires}',
  },
  warningSafeguarding: {
    en: '{what}, given {issued}, ends {expires} (about safeguarding)',
    cy: '{what}, rhoddwyd {issued}, yn dod i ben {expires} (ynghylch diogelu)',
  },
});

type SayReference = Say<typeof referenceTerms>;

export const isAboutSickness = (question: ReferenceQuestion): boolean =>
  question === 'sickness_episodes' || question === 'sickness_days';

/** An answer as it is read. Several periods are several lines. */
export const answerLines = (
  answer: ReferenceAnswer,
  say: SayReference,
  dates: Dates,
): readonly string[] => {
  const span = (what: string, from: string, to: string | null): string =>
    to === null
      ? say('spanOpen', { what, from: dates.day(from) })
      : say('span', { what, from: dates.day(from), to: dates.day(to) });
  switch (answer.kind) {
    case 'text':
      return [answer.text];
    case 'date':
      return [dates.day(answer.date)];
    case 'hours':
      return [String(answer.hundredths / 100)];
    case 'fte':
      return [String(answer.fte / 100_000)];
    case 'count':
      return [String(answer.count)];
    case 'periods':
      return answer.periods.map((it) => span(it.employer, it.from, it.to));
    case 'posts':
      return answer.posts.map((it) => span(it.title, it.from, it.to));
    case 'yes_no':
      return [answer.yes ? say('yesWith', { detail: answer.detail }) : say('no')];
    case 'warnings':
      return answer.warnings.length === 0
        ? [say('noWarnings')]
        : answer.warnings.map((it) =>
            say(it.safeguarding ? 'warningSafeguarding' : 'warning', {
              what: it.what,
              issued: dates.day(it.issued_on),
              expires: dates.day(it.expires_on),
            }),
          );
  }
};
