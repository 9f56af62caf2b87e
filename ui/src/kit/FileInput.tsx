// Choosing a file on this computer. What may be chosen is said beforehand; whether it may be kept is
// not decided here.
import { describedBy, FieldBox, type FieldProps, useLabel } from './Field';
import { useField } from './Form';

interface FileProps extends FieldProps {
  /** What the system's own dialog offers first: `.pdf,.png`. */
  readonly accept: string;
  readonly onChange: (file: File | null) => void;
}

export function FileInput(props: FileProps) {
  const { name, hint, accept, onChange } = props;
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
        className="input"
        type="file"
        id={field.id}
        name={name}
        accept={accept}
        onChange={(event) => onChange(event.target.files?.[0] ?? null)}
        aria-describedby={describedBy(field, hint)}
        aria-invalid={field.error !== null}
      />
    </FieldBox>
  );
}
