// A menu that hangs from a button.
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Header,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';

export interface MenuChoice {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
  readonly checked?: boolean;
  readonly onChoose: () => void;
}

export interface MenuGroup {
  readonly id: string;
  readonly heading?: string;
  /** One of these is in force, and says so. */
  readonly exclusive?: boolean;
  readonly choices: readonly MenuChoice[];
}

interface MenuProps {
  readonly button: ReactNode;
  readonly buttonClass: string;
  readonly label?: string;
  readonly menuLabel: string;
  readonly groups: readonly MenuGroup[];
}

export function Menu({ button, buttonClass, label, menuLabel, groups }: MenuProps) {
  return (
    <MenuTrigger>
      <AriaButton className={buttonClass} {...(label ? { 'aria-label': label } : {})}>
        {button}
      </AriaButton>
      <Popover placement="bottom end">
        <AriaMenu className="menu" aria-label={menuLabel}>
          {groups.map((group, index) => [
            index > 0 ? <Separator key={`${group.id}-line`} className="menu-separator" /> : null,
            <MenuSection
              key={group.id}
              {...(group.heading ? {} : { 'aria-label': menuLabel })}
              {...(group.exclusive
                ? {
                    selectionMode: 'single' as const,
                    selectedKeys: group.choices.filter((it) => it.checked).map((it) => it.id),
                  }
                : {})}
            >
              {group.heading ? <Header className="menu-heading">{group.heading}</Header> : null}
              {group.choices.map((choice) => (
                <AriaMenuItem
                  key={choice.id}
                  id={choice.id}
                  className="menu-item"
                  textValue={choice.label}
                  onAction={choice.onChoose}
                >
                  <span>{choice.label}</span>
                  {choice.keys ? <kbd>{choice.keys}</kbd> : null}
                </AriaMenuItem>
              ))}
            </MenuSection>,
          ])}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
