// Fields that a person types into: one line, several lines, a password, a National Insurance number.
import { useState } from 'react';
import { Button } from './Button';
import { describedBy, FieldBox, type FieldProps, useLabel } from './Field';
import { useField } from './Form';
import { useWords } from './language';
import { phrases } from './phrases';

interface TextProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete?: string;
  readonly short?: boolean;
}

export function TextInput(props: TextProps) {
  const { name, hint, value, onChange, autoComplete = 'off', short } = props;
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
      <input
        className={short ? 'input short' : 'input'}
        id={field.id}
        name={name}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete={autoComplete}
        spellCheck={false}
        aria-describedby={describedBy(field, hint)}
        aria-invalid={field.error !== null}
      />
    </FieldBox>
  );
}

export function TextArea(props: TextProps & { readonly rows?: number }) {
  const { name, hint, value, onChange, rows = 3 } = props;
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
      <textarea
        className="input"
        id={field.id}
        name={name}
        rows={rows}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={describedBy(field, hint)}
        aria-invalid={field.error !== null}
      />
    </FieldBox>
  );
}

export function PasswordInput(props: TextProps) {
  const { name, hint, value, onChange, autoComplete = 'current-password' } = props;
  const field = useField(name);
  const label = useLabel(props);
  const say = useWords(phrases);
  const [shown, setShown] = useState(false);
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
      <div className="with-button">
        <input
          className="input"
          id={field.id}
          name={name}
          type={shown ? 'text' : 'password'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          aria-describedby={describedBy(field, hint)}
          aria-invalid={field.error !== null}
        />
        <Button
          aria-label={say(shown ? 'hidePassword' : 'showPassword')}
          aria-controls={field.id}
          onClick={() => setShown(!shown)}
        >
          {say(shown ? 'hide' : 'show')}
        </Button>
      </div>
    </FieldBox>
  );
}

/** Typed in capitals and in pairs, as on a payslip: QQ 12 34 56 C. */
export const niNumberAsTyped = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 9)
    .replace(/(.{2})(?=.)/g, '$1 ');

/** Masked while it is not shown, so that nobody reads it over a shoulder. */
export function NiNumberInput(props: TextProps) {
  const { name, hint, value, onChange } = props;
  const field = useField(name);
  const label = useLabel(props);
  const say = useWords(phrases);
  const [shown, setShown] = useState(false);
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
      <div className="with-button">
        <input
          className="input short"
          id={field.id}
          name={name}
          type={shown ? 'text' : 'password'}
          value={value}
          onChange={(event) => onChange(niNumberAsTyped(event.target.value))}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          aria-describedby={describedBy(field, hint)}
          aria-invalid={field.error !== null}
        />
        <Button
          aria-label={say(shown ? 'hideNiNumber' : 'showNiNumber')}
          aria-controls={field.id}
          onClick={() => setShown(!shown)}
        >
          {say(shown ? 'hide' : 'show')}
        </Button>
      </div>
    </FieldBox>
  );
}
