// Choosing one of many by typing part of its name or code: the combobox of the ARIA practices, with
// the list in the page, so that nothing else is hidden from a screen reader while it is open.
import { type KeyboardEvent, useMemo, useState } from 'react';
import { describedBy, FieldBox, type FieldProps, useLabel } from './Field';
import { useField } from './Form';
import { Icon } from './Icon';
import { useWords } from './language';
import { phrases } from './phrases';

export interface ComboOption {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

interface ComboProps extends FieldProps {
  readonly options: readonly ComboOption[];
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

const written = ({ label, detail }: ComboOption): string =>
  detail ? `${label} (${detail})` : label;

const shownAtMost = 50;

/** Those with every word that was typed. */
export const optionsFor = (
  options: readonly ComboOption[],
  typed: string,
): readonly ComboOption[] => {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return options
    .filter((option) => words.every((word) => written(option).toLowerCase().includes(word)))
    .slice(0, shownAtMost);
};

export function Combobox(props: ComboProps) {
  const { name, hint, options, value, onChange } = props;
  const field = useField(name);
  const label = useLabel(props);
  const say = useWords(phrases);
  const chosen = options.find((option) => option.value === value);
  // What is typed, while it is not yet a choice.
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const found = useMemo(() => optionsFor(options, typed ?? ''), [options, typed]);
  const current = open ? found[Math.min(at, found.length - 1)] : undefined;
  const listId = `${field.id}-list`;
  const optionId = (option: ComboOption) => `${field.id}-${option.value}`;

  const choose = (option: ComboOption) => {
    onChange(option.value);
    setTyped(null);
    setOpen(false);
  };
  const show = () => {
    setAt(
      Math.max(
        0,
        found.findIndex((option) => option.value === value),
      ),
    );
    setOpen(true);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (open) setAt((at + step + found.length) % Math.max(found.length, 1));
      else show();
    } else if (event.key === 'Enter' && current && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      choose(current);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  const leave = () => {
    setOpen(false);
    if (typed === '') onChange(null);
    setTyped(null);
  };
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
      <div className="combobox">
        <input
          className="input"
          id={field.id}
          name={name}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={open ? listId : undefined}
          aria-activedescendant={current ? optionId(current) : undefined}
          aria-describedby={describedBy(field, hint)}
          aria-invalid={field.error !== null}
          autoComplete="off"
          spellCheck={false}
          value={typed ?? (chosen ? written(chosen) : '')}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onKeyDown={keys}
          onBlur={leave}
        />
        <button
          type="button"
          className="button"
          tabIndex={-1}
          aria-label={say('showList')}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            document.getElementById(field.id)?.focus();
            if (open) setOpen(false);
            else show();
          }}
        >
          <Icon name="arrow" />
        </button>
        {open ? (
          <div className="listbox" role="listbox" id={listId} aria-label={label} tabIndex={-1}>
            {found.map((option) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the input above
              <div
                key={option.value}
                id={optionId(option)}
                role="option"
                tabIndex={-1}
                className="listbox-option"
                aria-selected={option === current}
                data-focused={option === current || undefined}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(option)}
              >
                {written(option)}
              </div>
            ))}
            {found.length === 0 ? (
              <div
                role="option"
                tabIndex={-1}
                className="listbox-empty"
                aria-selected={false}
                aria-disabled
              >
                {say('noMatch')}
              </div>
            ) : null}
          </div>
        ) : null}
      </div>
    </FieldBox>
  );
}
