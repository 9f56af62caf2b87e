// Choosing among a few: radios, checkboxes, and a list box for a few more. Nothing is chosen beforehand.
import { describedBy, FieldBox, type FieldProps, FieldSet, useLabel } from './Field';
import { useField } from './Form';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

interface OneProps<T extends string> extends FieldProps {
  readonly options: readonly Option<T>[];
  readonly value: T | null;
  readonly onChange: (value: T) => void;
}

export function Radios<T extends string>(props: OneProps<T>) {
  const { name, hint, options, value, onChange } = props;
  const field = useField(name);
  return (
    <FieldSet field={field} hint={hint} legend={useLabel(props)}>
      <div className="nhsuk-radios">
        {options.map((option, index) => {
          const id = index === 0 ? field.id : `${field.id}-${index}`;
          return (
            <div className="nhsuk-radios__item" key={option.value}>
              <input
                className="nhsuk-radios__input"
                type="radio"
                id={id}
                name={field.id}
                value={option.value}
                checked={value === option.value}
                onChange={() => onChange(option.value)}
                aria-describedby={option.hint ? `${id}-hint` : undefined}
              />
              <label className="nhsuk-label nhsuk-radios__label" htmlFor={id}>
                {option.label}
                {option.hint ? (
                  <span className="nhsuk-hint" id={`${id}-hint`}>
                    {option.hint}
                  </span>
                ) : null}
              </label>
            </div>
          );
        })}
      </div>
    </FieldSet>
  );
}

interface ManyProps<T extends string> extends FieldProps {
  readonly options: readonly Option<T>[];
  readonly value: readonly T[];
  readonly onChange: (value: readonly T[]) => void;
}

export function Checkboxes<T extends string>(props: ManyProps<T>) {
  const { name, hint, options, value, onChange } = props;
  const field = useField(name);
  return (
    <FieldSet field={field} hint={hint} legend={useLabel(props)}>
      <div className="nhsuk-checkboxes">
        {options.map((option, index) => {
          const id = index === 0 ? field.id : `${field.id}-${index}`;
          return (
            <div className="nhsuk-checkboxes__item" key={option.value}>
              <input
                className="nhsuk-checkboxes__input"
                type="checkbox"
                id={id}
                checked={value.includes(option.value)}
                onChange={(event) =>
                  onChange(
                    event.target.checked
                      ? [...value, option.value]
                      : value.filter((it) => it !== option.value),
                  )
                }
                aria-describedby={option.hint ? `${id}-hint` : undefined}
              />
              <label className="nhsuk-label nhsuk-checkboxes__label" htmlFor={id}>
                {option.label}
                {option.hint ? (
                  <span className="nhsuk-hint" id={`${id}-hint`}>
                    {option.hint}
                  </span>
                ) : null}
              </label>
            </div>
          );
        })}
      </div>
    </FieldSet>
  );
}

export function Select<T extends string>(props: OneProps<T> & { readonly placeholder: string }) {
  const { name, hint, options, value, onChange, placeholder } = props;
  const field = useField(name);
  const label = useLabel(props);
  return (
    <FieldBox
      field={field}
      hint={hint}
      label={
        <label className="nhsuk-label" htmlFor={field.id}>
          {label}
        </label>
      }
    >
      <select
        className="input"
        id={field.id}
        name={name}
        value={value ?? ''}
        onChange={(event) => {
          const chosen = options.find((it) => it.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
        aria-describedby={describedBy(field, hint)}
        aria-invalid={field.error !== null}
      >
        <option value="" disabled>
          {placeholder}
        </option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldBox>
  );
}
