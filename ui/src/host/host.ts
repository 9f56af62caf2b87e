// What the screens may ask of the world outside: the generated commands and two announcements. The
// desktop answers through Tauri, the browser tests through golden files; nothing else knows which.
import type { Changed, commands, SyncStatus } from '../bindings';

export type Commands = typeof commands;

export interface Host {
  readonly commands: Commands;
  /** Returns how to stop listening. */
  readonly onChanged: (hear: (changed: Changed) => void) => () => void;
  readonly onSyncStatus: (hear: (status: SyncStatus) => void) => () => void;
}
