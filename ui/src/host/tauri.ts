// The desktop window: Rust answers.
import { commands, events } from '../bindings';
import type { Host } from './host';

export const host: Host = {
  commands,
  onAnnounced: (hear) => {
    const listening = events.announced.listen((event) => hear(event.payload));
    return () => {
      void listening.then((stop) => stop());
    };
  },
};
