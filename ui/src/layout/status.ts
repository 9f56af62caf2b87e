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
}

type SayFrame = Say<typeof words>;

/** What holds before everything else, in the order agreed on. */
type Standing =
  | 'cannot_save'
  | 'sign_in_again'
  | 'too_old'
  | 'no_answer'
  | 'offline'
  | 'connecting'
  | 'first_sync'
  | 'sending'
  | 'receiving'
  | 'up_to_date';

export const standingOf = (status: SyncStatus): Standing => {
  if (status.disk_full) return 'cannot_save';
  if (status.link === 'unknown') return 'connecting';
  if (status.link !== 'online') return status.link;
  if (status.first_load) return 'first_sync';
  if (status.sending) return 'sending';
  return status.receiving ? 'receiving' : 'up_to_date';
};

const chipOf = (standing: Standing, say: SayFrame): StatusLine['chip'] => {
  switch (standing) {
    case 'offline':
      return { text: say('chip_offline'), look: 'off', icon: 'cloudOff' };
    case 'no_answer':
      return { text: say('chip_no_answer'), look: 'off', icon: 'cloudOff' };
    case 'sign_in_again':
      return { text: say('chip_sign_in_again'), look: 'ask', icon: 'person' };
    case 'cannot_save':
      return { text: say('chip_cannot_save'), look: 'stop', icon: 'alert' };
    case 'too_old':
      return { text: say('chip_too_old'), look: 'ask', icon: 'alert' };
    case 'connecting':
      return { text: say('chip_connecting'), look: 'off', icon: 'sync' };
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

const nothing = { done: 0, of: 0 };

const partsOf = (
  standing: Standing,
  status: SyncStatus,
  say: SayFrame,
  dates: Dates,
): StatusPart[] => {
  const waiting = waitingPart(status, say);
  const last = lastPart(status, say, dates);
  const state = (text: string): StatusPart => ({ key: 'state', text });
  switch (standing) {
    case 'up_to_date':
      return [
        state(
          status.last_sync
            ? say('upToDate', { time: dates.time(status.last_sync) })
            : say('neverSynced'),
        ),
        waiting,
      ];
    case 'offline':
    case 'connecting':
      return [waiting, last];
    case 'too_old':
      return [state(say('tooOld')), waiting, last];
    case 'sending':
      return [state(say('sending', status.sending ?? nothing)), waiting, last];
    case 'receiving':
      return [state(say('receiving', status.receiving ?? nothing)), waiting];
    case 'first_sync':
      return [
        state(say('firstSync', status.first_load ?? nothing)),
        { key: 'ready', text: say('readyNow') },
        waiting,
      ];
    case 'no_answer':
      return [
        state(say('noAnswer')),
        ...(status.next_try_at
          ? [{ key: 'next', text: say('nextTry', { time: dates.time(status.next_try_at) }) }]
          : []),
        { key: 'try', text: say('tryNow'), acts: 'try_now' },
        waiting,
      ];
    case 'sign_in_again':
      return [state(say('safeUntilSignIn', { n: status.waiting }))];
    case 'cannot_save':
      return [state(say('diskFull')), waiting];
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

/** How long this computer may go on without the server, once that is soon over. */
const limitParts = (status: SyncStatus, say: SayFrame, dates: Dates): readonly StatusPart[] =>
  status.offline_use?.soon
    ? [
        {
          key: 'limit',
          text: say('connectBy', { when: dates.deadline(status.offline_use.ends_at) }),
        },
      ]
    : [];

export const statusLine = (status: SyncStatus, say: SayFrame, dates: Dates): StatusLine => {
  const standing = standingOf(status);
  return {
    chip: chipOf(standing, say),
    parts: [
      ...withAttention(partsOf(standing, status, say, dates), status, say),
      ...limitParts(status, say, dates),
    ],
  };
};
