// What the screens may ask of the world outside: the generated commands and the announcements. The
// desktop answers through Tauri, the browser tests through golden files; nothing else knows which.
import type { Announcement, commands } from '../bindings';

export type Commands = typeof commands;

export interface Host {
  readonly commands: Commands;
  /** Returns how to stop listening. */
  readonly onAnnounced: (hear: (announcement: Announcement) => void) => () => void;
}
