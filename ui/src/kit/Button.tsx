// A button says a verb. One filled button a view; destructive ones are outlined in red, with a word.
import type { ButtonHTMLAttributes, ReactNode } from 'react';

export type ButtonLook = 'plain' | 'main' | 'quiet' | 'destructive';

const looks: Readonly<Record<ButtonLook, string>> = {
  plain: '',
  main: 'filled',
  quiet: 'quiet',
  destructive: 'destructive',
};

export const buttonClass = (look: ButtonLook = 'plain', small = false): string =>
  ['button', looks[look], small ? 'small' : ''].filter(Boolean).join(' ');

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: ButtonLook;
  readonly small?: boolean;
  /** The keys that do the same, shown in the button. */
  readonly keys?: string;
  readonly children: ReactNode;
}

export function Button({ look = 'plain', small = false, keys, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={buttonClass(look, small)} {...rest}>
      {children}
      {keys ? <kbd aria-hidden="true">{keys}</kbd> : null}
    </button>
  );
}
