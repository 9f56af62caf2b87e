// An answer of the form while it is typed, and what it comes to.
import type { ReferenceAnswer, ReferenceQuestion } from '../../bindings';
import { isoOf, noDate, type TypedDate, typedDateOf } from '../../kit/DateInput';

export type AnswerKind = ReferenceAnswer['kind'];

/** One of several: a period, a post or a warning. */
export interface TypedRow {
  readonly key: string;
  readonly what: string;
  readonly from: TypedDate;
  readonly to: TypedDate;
  readonly safeguarding: 'yes' | 'no' | null;
}

export interface Typed {
  readonly text: string;
  readonly date: TypedDate;
  readonly yes: 'yes' | 'no' | null;
  readonly rows: readonly TypedRow[];
}

const kinds: Readonly<Record<ReferenceQuestion, AnswerKind>> = {
  employee_number: 'text',
  employer: 'text',
  employment: 'periods',
  posts: 'posts',
  staff_group: 'text',
  pay_band: 'text',
  contract_type: 'text',
  hours_a_week: 'hours',
  full_time_equivalent: 'fte',
  last_working_day: 'date',
  leaving_reason: 'text',
  registrations: 'text',
  sickness_episodes: 'count',
  sickness_days: 'count',
  warnings: 'warnings',
  investigations: 'yes_no',
  safeguarding: 'yes_no',
  referral: 'yes_no',
};

export const kindOf = (question: ReferenceQuestion): AnswerKind => kinds[question];

export const blankRow = (): TypedRow => ({
  key: crypto.randomUUID(),
  what: '',
  from: noDate,
  to: noDate,
  safeguarding: null,
});

const dateOf = (iso: string | null): TypedDate => (iso === null ? noDate : typedDateOf(iso));

export const typedOf = (answer: ReferenceAnswer | null): Typed => {
  const blank: Typed = { text: '', date: noDate, yes: null, rows: [] };
  switch (answer?.kind) {
    case undefined:
      return blank;
    case 'text':
      return { ...blank, text: answer.text };
    case 'date':
      return { ...blank, date: typedDateOf(answer.date) };
    case 'hours':
      return { ...blank, text: String(answer.hundredths / 100) };
    case 'fte':
      return { ...blank, text: String(answer.fte / 100_000) };
    case 'count':
      return { ...blank, text: String(answer.count) };
    case 'yes_no':
      return { ...blank, text: answer.detail, yes: answer.yes ? 'yes' : 'no' };
    case 'periods':
      return {
        ...blank,
        rows: answer.periods.map((it) => ({
          ...blankRow(),
          what: it.employer,
          from: dateOf(it.from),
          to: dateOf(it.to),
        })),
      };
    case 'posts':
      return {
        ...blank,
        rows: answer.posts.map((it) => ({
          ...blankRow(),
          what: it.title,
          from: dateOf(it.from),
          to: dateOf(it.to),
        })),
      };
    case 'warnings':
      return {
        ...blank,
        yes: answer.warnings.length === 0 ? 'no' : 'yes',
        rows: answer.warnings.map((it) => ({
          ...blankRow(),
          what: it.what,
          from: dateOf(it.issued_on),
          to: dateOf(it.expires_on),
          safeguarding: it.safeguarding ? 'yes' : 'no',
        })),
      };
  }
};

const whole = (text: string, parts: number): number | null => {
  const number = Number(text.trim().replace(',', '.'));
  const scaled = Math.round(number * parts);
  return text.trim() === '' || !Number.isFinite(number) || scaled < 0 || scaled > 4_000_000_000
    ? null
    : scaled;
};

const isBlank = ({ day, month, year }: TypedDate): boolean => `${day}${month}${year}`.trim() === '';

/** Rows with their days, or null where one of them cannot be read. */
const rowsOf = (
  rows: readonly TypedRow[],
  open: boolean,
): readonly { row: TypedRow; from: string; to: string | null }[] | null => {
  const read = rows.map((row) => ({ row, from: isoOf(row.from), to: isoOf(row.to) }));
  const good = read.flatMap(({ row, from, to }) =>
    from !== null && (to !== null || (open && isBlank(row.to))) ? [{ row, from, to }] : [],
  );
  return good.length === rows.length ? good : null;
};

/** What was typed as an answer; null where it is none yet. */
export const answerOf = (kind: AnswerKind, typed: Typed): ReferenceAnswer | null => {
  switch (kind) {
    case 'text':
      return typed.text.trim() === '' ? null : { kind, text: typed.text.trim() };
    case 'date': {
      const date = isoOf(typed.date);
      return date === null ? null : { kind, date };
    }
    case 'hours': {
      const hundredths = whole(typed.text, 100);
      return hundredths === null ? null : { kind, hundredths };
    }
    case 'fte': {
      const fte = whole(typed.text, 100_000);
      return fte === null ? null : { kind, fte };
    }
    case 'count': {
      const count = /^\s*\d+\s*$/.test(typed.text) ? whole(typed.text, 1) : null;
      return count === null ? null : { kind, count };
    }
    case 'yes_no':
      return typed.yes === null
        ? null
        : {
            kind,
            yes: typed.yes === 'yes',
            detail: typed.yes === 'yes' ? typed.text.trim() : '',
          };
    case 'periods': {
      const rows = rowsOf(typed.rows, true);
      return rows && rows.length > 0
        ? { kind, periods: rows.map(({ row, from, to }) => ({ employer: row.what, from, to })) }
        : null;
    }
    case 'posts': {
      const rows = rowsOf(typed.rows, true);
      return rows && rows.length > 0
        ? { kind, posts: rows.map(({ row, from, to }) => ({ title: row.what, from, to })) }
        : null;
    }
    case 'warnings': {
      if (typed.yes === 'no') return { kind, warnings: [] };
      const rows = rowsOf(typed.rows, false);
      const told = rows?.flatMap(({ row, from, to }) =>
        to === null || row.safeguarding === null
          ? []
          : [
              {
                what: row.what.trim(),
                issued_on: from,
                expires_on: to,
                safeguarding: row.safeguarding === 'yes',
              },
            ],
      );
      return typed.yes === 'yes' && told && told.length > 0 && told.length === typed.rows.length
        ? { kind, warnings: told }
        : null;
    }
  }
};
