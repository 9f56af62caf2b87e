// A form that tells what is wrong: an error summary that takes the focus, the same words at each
// field, and a button that is never disabled to signal an error. Ctrl+Enter submits.
import {
  createContext,
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
} from 'react';
import { useWords } from './language';
import { phrases } from './phrases';

export interface Problem {
  /** The field's name, or null when the whole form is meant. */
  readonly field: string | null;
  readonly message: string;
}

interface FormState {
  readonly id: string;
  readonly problems: readonly Problem[];
}

const FormContext = createContext<FormState>({ id: 'form', problems: [] });

export interface FieldState {
  readonly id: string;
  readonly error: string | null;
  readonly hintId: string;
  readonly errorId: string;
}

/** The ids and the error of one field of the form around it. */
export function useField(name: string): FieldState {
  const form = useContext(FormContext);
  const id = `${form.id}-${name}`;
  return {
    id,
    error: form.problems.find((it) => it.field === name)?.message ?? null,
    hintId: `${id}-hint`,
    errorId: `${id}-error`,
  };
}

interface FormProps {
  readonly label?: string;
  readonly problems: readonly Problem[];
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

export function Form({ label, problems, onSubmit, children }: FormProps) {
  const id = useId();
  const state = useMemo(() => ({ id, problems }), [id, problems]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSubmit();
    }
  };
  return (
    <FormContext value={state}>
      <form className="form" aria-label={label} noValidate onSubmit={submit} onKeyDown={keys}>
        <ErrorSummary problems={problems} idOf={(field) => `${id}-${field}`} />
        {children}
      </form>
    </FormContext>
  );
}

interface ErrorSummaryProps {
  readonly problems: readonly Problem[];
  readonly idOf: (field: string) => string;
}

export function ErrorSummary({ problems, idOf }: ErrorSummaryProps) {
  const say = useWords(phrases);
  const titleId = useId();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problems.length > 0) box.current?.focus();
  }, [problems]);
  if (problems.length === 0) return null;

  const toField = (field: string) => (event: { preventDefault: () => void }) => {
    event.preventDefault();
    const target = document.getElementById(idOf(field));
    target?.scrollIntoView({ block: 'center' });
    target?.focus();
  };
  return (
    <div
      className="nhsuk-error-summary"
      ref={box}
      tabIndex={-1}
      role="alert"
      aria-labelledby={titleId}
    >
      <h2 id={titleId}>{say('problem')}</h2>
      <ul>
        {problems.map(({ field, message }) => (
          <li key={`${field}-${message}`}>
            {field === null ? (
              message
            ) : (
              <a href={`#${idOf(field)}`} onClick={toField(field)}>
                {message}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
