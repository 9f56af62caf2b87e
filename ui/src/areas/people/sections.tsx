// The sections of a person's page that this role holds, each as labelled facts.
import type { NounKind, PersonView } from '../../bindings';
import type { Fact } from '../../kit/Facts';
import { useDates, useWords } from '../../kit/language';
import {
  competenceLine,
  competenceName,
  diseaseName,
  fieldWords,
  immunisationLine,
  originText,
  valueLines,
} from '../../terms/fields';
import { words } from './words';

export interface PersonSection {
  readonly key: string;
  readonly title: string;
  readonly facts: readonly Fact[];
}

const sections = {
  ni_number: 'section_identity',
  birth: 'section_identity',
  address: 'section_contact',
  phone: 'section_contact',
  equality: 'section_equality',
  assignment: 'section_assignments',
  pay: 'section_pay',
  service: 'section_service',
  terms: 'section_terms',
  registration: 'section_registrations',
  competence: 'section_competences',
  immunisation: 'section_immunisations',
  applicant: 'section_offer',
} as const satisfies Partial<Record<NounKind, keyof typeof words>>;

const isSection = (noun: NounKind): noun is keyof typeof sections => Object.hasOwn(sections, noun);

/** What a kind of record is called on the page. */
export const sectionOf = (noun: NounKind) => (isSection(noun) ? sections[noun] : 'section_other');

export function useSections(view: PersonView): readonly PersonSection[] {
  const say = useWords(words);
  const sayField = useWords(fieldWords);
  const dates = useDates();
  const section = (
    title: (typeof sections)[keyof typeof sections],
    facts: readonly Fact[] | null,
  ): PersonSection[] => (facts === null ? [] : [{ key: title, title: say(title), facts }]);
  const span = (from: string, to: string | null) =>
    to === null
      ? say('since', { from: dates.day(from) })
      : say('fromTo', { from: dates.day(from), to: dates.day(to) });

  const contact: Fact[] | null =
    view.addresses || view.phones
      ? [
          ...(view.addresses ?? []).map((it) => ({
            key: it.id,
            label: say('address'),
            value: [...it.lines, it.postcode].filter(Boolean).join(', '),
          })),
          ...(view.phones ?? []).map((it) => ({
            key: it.id,
            label: say(`phone_${it.kind}`),
            value: it.value,
          })),
        ]
      : null;
  const terms =
    view.terms?.fields.map((it) => ({
      key: it.field,
      label: sayField(it.field),
      value: (
        <>
          {valueLines(it.value, sayField, dates).map((line) => (
            <span className="two" key={line}>
              {line}
            </span>
          ))}
          <span className="meta">{originText(it.origin, sayField, dates)}</span>
        </>
      ),
    })) ?? null;
  return [
    ...section('section_terms', terms),
    ...section(
      'section_assignments',
      view.assignments?.map((it) => ({
        key: it.id,
        label: it.job,
        value: span(it.from, it.to),
      })) ?? null,
    ),
    ...section(
      'section_registrations',
      view.registrations?.map((it) => ({
        key: it.id,
        label: it.body,
        value: it.expires_on
          ? say('registrationUntil', { number: it.number, until: dates.day(it.expires_on) })
          : it.number,
      })) ?? null,
    ),
    ...section(
      'section_competences',
      view.competences?.map((it) => ({
        key: it.id,
        label: competenceName(it.name),
        value: competenceLine(it, sayField, dates),
      })) ?? null,
    ),
    ...section(
      'section_immunisations',
      view.immunisations?.map((it) => ({
        key: it.id,
        label: diseaseName(it.what.disease, sayField),
        value: immunisationLine(it.what, sayField, dates),
      })) ?? null,
    ),
    ...section('section_contact', contact),
  ];
}
