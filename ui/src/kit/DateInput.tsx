// A known date in three boxes. A date may also be pasted whole into the first one.
import { type ClipboardEvent, useState } from 'react';
import { type FieldProps, FieldSet, useLabel } from './Field';
import { useField } from './Form';
import { useWords } from './language';
import { phrases } from './phrases';

export interface TypedDate {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

export const noDate: TypedDate = { day: '', month: '', year: '' };

/** The date as 2026-03-01, or null while the three boxes do not name a day of the calendar. */
export const isoOf = ({ day, month, year }: TypedDate): string | null => {
  if (![day, month].every((it) => /^\d{1,2}$/.test(it.trim())) || !/^\d{4}$/.test(year.trim()))
    return null;
  const [d, m, y] = [Number(day), Number(month), Number(year)];
  const at = new Date(Date.UTC(y, m - 1, d));
  if (at.getUTCMonth() !== m - 1 || at.getUTCDate() !== d) return null;
  return `${year.trim()}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
};

export const typedDateOf = (iso: string): TypedDate => {
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-');
  return { day: String(Number(day)), month: String(Number(month)), year };
};

/** Reads 3/1/2027, 3.1.27, 3 January 2027's numbers, and 2027-01-03. */
export const pastedDate = (text: string): TypedDate | null => {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  if (iso) return { day: iso[3] ?? '', month: iso[2] ?? '', year: iso[1] ?? '' };
  const british = /^\s*(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})\s*$/.exec(text);
  if (!british) return null;
  const year = british[3] ?? '';
  return {
    day: british[1] ?? '',
    month: british[2] ?? '',
    year: year.length === 2 ? `${Number(year) > 40 ? '19' : '20'}${year}` : year,
  };
};

interface DateProps extends FieldProps {
  readonly value: TypedDate;
  readonly onChange: (value: TypedDate) => void;
}

export function DateInput(props: DateProps) {
  const { name, hint, value, onChange } = props;
  const field = useField(name);
  const legend = useLabel(props);
  const say = useWords(phrases);
  const [partIds] = useState(() => ['day', 'month', 'year'] as const);
  const paste = (event: ClipboardEvent) => {
    const date = pastedDate(event.clipboardData.getData('text'));
    if (!date) return;
    event.preventDefault();
    onChange(date);
  };
  return (
    <FieldSet field={field} hint={hint} legend={legend}>
      <div className="nhsuk-date-input">
        {partIds.map((part) => {
          const id = part === 'day' ? field.id : `${field.id}-${part}`;
          return (
            <div className="nhsuk-date-input__item" key={part}>
              <label className="nhsuk-date-input__label" htmlFor={id}>
                {say(part)}
              </label>
              <input
                className={`input ${part}`}
                id={id}
                name={`${name}-${part}`}
                inputMode="numeric"
                autoComplete="off"
                value={value[part]}
                onChange={(event) => onChange({ ...value, [part]: event.target.value })}
                onPaste={paste}
                aria-invalid={field.error !== null}
              />
            </div>
          );
        })}
      </div>
    </FieldSet>
  );
}
