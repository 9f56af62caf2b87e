// The desktop window: Rust answers.
import { commands, events } from '../bindings';
import type { Host } from './host';

const stopping = (listening: Promise<() => void>) => () => {
  void listening.then((stop) => stop());
};

export const host: Host = {
  commands,
  onChanged: (hear) => stopping(events.changed.listen((event) => hear(event.payload))),
  onSyncStatus: (hear) => stopping(events.syncStatus.listen((event) => hear(event.payload))),
};
