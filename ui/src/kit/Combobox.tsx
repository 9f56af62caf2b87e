// Choosing one of many by typing part of its name or code.
import {
  Button as AriaButton,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
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

export function Combobox(props: ComboProps) {
  const { name, hint, options, value, onChange } = props;
  const field = useField(name);
  const label = useLabel(props);
  const say = useWords(phrases);
  return (
    <ComboBox
      defaultItems={options}
      selectedKey={value}
      onSelectionChange={(key) => onChange(key === null ? null : String(key))}
      isInvalid={field.error !== null}
      allowsEmptyCollection
    >
      <FieldBox field={field} hint={hint} label={<Label className="nhsuk-label">{label}</Label>}>
        <div className="with-button">
          <Input
            className="input"
            id={field.id}
            aria-describedby={describedBy(field, hint)}
            aria-invalid={field.error !== null}
          />
          <AriaButton className="button" aria-label={say('showList')}>
            <Icon name="arrow" />
          </AriaButton>
        </div>
      </FieldBox>
      <Popover className="combobox-popover" offset={4}>
        <ListBox<ComboOption>
          className="listbox"
          renderEmptyState={() => <p className="listbox-empty">{say('noMatch')}</p>}
        >
          {(option) => (
            <ListBoxItem
              id={option.value}
              textValue={`${option.label}${option.detail ? ` (${option.detail})` : ''}`}
              className="listbox-option"
            >
              {option.label}
              {option.detail ? <span className="muted"> ({option.detail})</span> : null}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
