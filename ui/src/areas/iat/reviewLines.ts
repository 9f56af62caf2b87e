// The rows of a review as they are read: the three parts differ in what a row says, not in how it is
// decided.
import type { Choice, Comparison, CompetenceRow, FieldRow, ImmunisationRow } from '../../bindings';
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

export interface ReviewLine {
  readonly item: number;
  readonly group: string;
  readonly name: string;
  readonly held: readonly string[] | null;
  readonly origin: string | null;
  readonly arrived: readonly string[];
  readonly comparison: Comparison;
  readonly choice: Choice | null;
}

export function useFieldLines(): (row: FieldRow) => ReviewLine {
  const say = useWords(fieldWords);
  const dates = useDates();
  return ({ item, section, field, held, arrived, comparison, choice }) => ({
    item,
    group: say(section),
    name: say(field),
    held: held ? valueLines(held.value, say, dates) : null,
    origin: held ? originText(held.origin, say, dates) : null,
    arrived: valueLines(arrived, say, dates),
    comparison,
    choice,
  });
}

export function useCompetenceLines(): (row: CompetenceRow) => ReviewLine {
  const say = useWords(fieldWords);
  const dates = useDates();
  return ({ item, held, arrived, comparison, choice }) => ({
    item,
    group: say('competences'),
    name: competenceName(arrived.name),
    held: held ? [competenceLine(held, say, dates)] : null,
    origin: held ? originText(held.origin, say, dates) : null,
    arrived: [competenceLine(arrived, say, dates)],
    comparison,
    choice,
  });
}

export function useImmunisationLines(): (row: ImmunisationRow) => ReviewLine {
  const say = useWords(fieldWords);
  const dates = useDates();
  return ({ item, held, arrived, comparison, choice }) => ({
    item,
    group: say('immunisations'),
    name: diseaseName(arrived.disease, say),
    held: held ? [immunisationLine(held, say, dates)] : null,
    origin: null,
    arrived: [immunisationLine(arrived, say, dates)],
    comparison,
    choice,
  });
}
