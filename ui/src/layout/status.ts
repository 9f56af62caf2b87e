// What the status bar says, as values: the chip, the parts in their order, and what stands at the end.
// The words are those that the people agreed on; a test holds them.
import type { SyncStatus } from '../bindings';
import type { Dates } from '../kit/dates';
import type { IconName } from '../kit/Icon';
import type { Say } from '../kit/words';
import type { words } from './words';

export interface StatusPart {
  readonly key: string;
  readonly text: string;
  readonly opens?: '/waiting' | '/attention' | '/held';
  readonly acts?: 'try_now';
}

export interface StatusLine {
  readonly chip: { readonly text: string; readonly look: string; readonly icon: IconName };
  readonly parts: readonly StatusPart[];
  readonly end: string | null;
}

type SayFrame = Say<typeof words>;

const chipOf = (status: SyncStatus, say: SayFrame): StatusLine['chip'] => {
  switch (status.state) {
    case 'offline':
      return { text: say('chip_offline'), look: 'off', icon: 'cloudOff' };
    case 'no_answer':
      return { text: say('chip_no_answer'), look: 'off', icon: 'cloudOff' };
    case 'sign_in_again':
      return { text: say('chip_sign_in_again'), look: 'ask', icon: 'person' };
    case 'locked':
      return { text: say('chip_locked'), look: 'ask', icon: 'lock' };
    case 'cannot_save':
      return { text: say('chip_cannot_save'), look: 'stop', icon: 'alert' };
    default:
      return { text: say('chip_online'), look: 'on', icon: 'cloud' };
  }
};

const waitingPart = (status: SyncStatus, say: SayFrame): StatusPart => ({
  key: 'waiting',
  text: status.waiting === 0 ? say('nothingWaiting') : say('waiting', { n: status.waiting }),
  opens: '/waiting',
});

const lastPart = (status: SyncStatus, say: SayFrame, dates: Dates): StatusPart => ({
  key: 'last',
  text: status.last_sync
    ? say('lastSynced', { when: dates.moment(status.last_sync) })
    : say('neverSynced'),
  opens: '/held',
});

const partsOf = (status: SyncStatus, say: SayFrame, dates: Dates): StatusPart[] => {
  const waiting = waitingPart(status, say);
  const last = lastPart(status, say, dates);
  switch (status.state) {
    case 'up_to_date':
      return [
        status.last_sync
          ? { key: 'state', text: say('upToDate', { time: dates.time(status.last_sync) }) }
          : { key: 'state', text: say('neverSynced') },
        waiting,
      ];
    case 'offline':
      return [waiting, last];
    case 'sending':
      return [
        { key: 'state', text: say('sending', status.sending ?? { done: 0, of: status.waiting }) },
        waiting,
        last,
      ];
    case 'receiving':
      return [
        { key: 'state', text: say('receiving', status.receiving ?? { done: 0, of: 0 }) },
        waiting,
      ];
    case 'first_sync':
      return [
        { key: 'state', text: say('firstSync', status.receiving ?? { done: 0, of: 0 }) },
        { key: 'ready', text: say('readyNow') },
        waiting,
      ];
    case 'no_answer':
      return [
        { key: 'state', text: say('noAnswer') },
        ...(status.next_try
          ? [{ key: 'next', text: say('nextTry', { time: dates.time(status.next_try) }) }]
          : []),
        { key: 'try', text: say('tryNow'), acts: 'try_now' },
        waiting,
      ];
    case 'sign_in_again':
      return [{ key: 'state', text: say('safeUntilSignIn', { n: status.waiting }) }];
    case 'locked':
      return [{ key: 'state', text: say('connectOnce', { n: status.waiting }) }];
    case 'cannot_save':
      return [{ key: 'state', text: say('diskFull') }, waiting];
  }
};

/** After what waits, before the last sync; never hidden by a state. */
const withAttention = (
  parts: readonly StatusPart[],
  status: SyncStatus,
  say: SayFrame,
): readonly StatusPart[] => {
  if (status.attention === 0) return parts;
  const attention: StatusPart = {
    key: 'attention',
    text: say('attention', { n: status.attention }),
    opens: '/attention',
  };
  const last = parts.filter((part) => part.key === 'last');
  return [...parts.filter((part) => part.key !== 'last'), attention, ...last];
};

export const statusLine = (status: SyncStatus, say: SayFrame, dates: Dates): StatusLine => ({
  chip: chipOf(status, say),
  parts: withAttention(partsOf(status, say, dates), status, say),
  end: endOf(status, say, dates),
});

const endOf = (status: SyncStatus, say: SayFrame, dates: Dates): string | null => {
  if (!status.offline_until || status.state === 'locked') return null;
  const deadline = dates.deadline(status.offline_until);
  return status.limit_soon ? say('connectBy', { deadline }) : say('workOfflineUntil', { deadline });
};
