// What stands around every field: the label, the hint below it, and the error.
import type { ReactNode } from 'react';
import type { FieldState } from './Form';
import { Icon } from './Icon';
import { useWords } from './language';
import { phrases } from './phrases';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
}

export const describedBy = (field: FieldState, hint: string | undefined): string | undefined =>
  [hint ? field.hintId : '', field.error ? field.errorId : ''].filter(Boolean).join(' ') ||
  undefined;

export function useLabel({ label, optional }: FieldProps): string {
  const say = useWords(phrases);
  return optional ? say('optional', { label }) : label;
}

interface FieldBoxProps {
  readonly field: FieldState;
  readonly hint: string | undefined;
  readonly label: ReactNode;
  readonly children: ReactNode;
}

/** One labelled control. */
export function FieldBox({ field, hint, label, children }: FieldBoxProps) {
  return (
    <div className={`nhsuk-form-group${field.error ? ' nhsuk-form-group--error' : ''}`}>
      {label}
      <HintAndError field={field} hint={hint} />
      {children}
    </div>
  );
}

interface FieldSetProps extends Omit<FieldBoxProps, 'label'> {
  readonly legend: string;
}

/** Several controls that answer one question. */
export function FieldSet({ field, hint, legend, children }: FieldSetProps) {
  return (
    <div className={`nhsuk-form-group${field.error ? ' nhsuk-form-group--error' : ''}`}>
      <fieldset className="nhsuk-fieldset" aria-describedby={describedBy(field, hint)}>
        <legend className="nhsuk-fieldset__legend">{legend}</legend>
        <HintAndError field={field} hint={hint} />
        {children}
      </fieldset>
    </div>
  );
}

function HintAndError({ field, hint }: { field: FieldState; hint: string | undefined }) {
  const say = useWords(phrases);
  return (
    <>
      {hint ? (
        <div className="nhsuk-hint" id={field.hintId}>
          {hint}
        </div>
      ) : null}
      {field.error ? (
        <div className="nhsuk-error-message" id={field.errorId}>
          <Icon name="alert" />
          <span>
            <span className="hidden-text">{say('errorLabel')} </span>
            {field.error}
          </span>
        </div>
      ) : null}
    </>
  );
}
