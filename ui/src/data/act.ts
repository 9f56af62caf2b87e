// The one way to change something: a command goes to the host, which saves it on this computer or
// says why not.

import { useMutation } from '@tanstack/react-query';
import { host } from '#host';
import type { ActError, Command, Receipt } from '../bindings';
import type { Answered } from './errors';

export type Outcome = Answered<Receipt, ActError>;

/** A new piece of work, or earlier work in another form. */
export const act = (command: Command, amends: string | null = null): Promise<Outcome> =>
  amends === null ? host.commands.act(command) : host.commands.amend(amends, command);

/** Several pieces of work, each for itself: an answer each, in their order. */
export function useActMany() {
  return useMutation({ mutationFn: (commands: Command[]) => host.commands.actMany(commands) });
}

/** Takes back work that waits or was refused. */
export const withdraw = (id: string) => host.commands.withdraw(id);

/** For a press of a button: busy while it runs, so that a double press does nothing twice. */
export function useAct() {
  return useMutation({
    mutationFn: ({ command, amends = null }: { command: Command; amends?: string | null }) =>
      act(command, amends),
  });
}

/** Several pieces of work, each for itself: what came of each, in their order. */
export const actMany = (commands: readonly Command[]) => host.commands.actMany([...commands]);
