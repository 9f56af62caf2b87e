// The timeline of a transfer in words; it names fields and counts, never values.
import type { Entry, PartKind } from '../../bindings';
import type { Dates } from '../../kit/dates';
import type { IconName } from '../../kit/Icon';
import type { Happening } from '../../kit/Timeline';
import { catalogue, type Say } from '../../kit/words';

export const happenedWords = catalogue({
  requested: { en: 'Record asked for', cy: 'Gofynnwyd am y cofnod' },
  awaiting_approval: { en: 'Reached their approver', cy: 'Cyrhaeddodd eu cymeradwywr' },
  matched_in_full: { en: 'Matched in full', cy: 'Cyfatebwyd yn llawn' },
  match_confirmed: { en: 'Match confirmed', cy: 'Cadarnhawyd y gyfatebiaeth' },
  released: { en: 'Record released', cy: 'Rhyddhawyd y cofnod' },
  released_automatic: {
    en: 'Record released automatically',
    cy: 'Rhyddhawyd y cofnod yn awtomatig',
  },
  refused: { en: 'Refused', cy: 'Gwrthodwyd' },
  oh_released: { en: 'OH part sent to OH', cy: 'Anfonwyd y rhan IG i IG' },
  oh_not_released: { en: 'OH part will not come', cy: 'Ni fydd y rhan IG yn dod' },
  withdrawn: { en: 'Request withdrawn', cy: 'Tynnwyd y cais yn ôl' },
  more_asked: { en: 'They asked something', cy: 'Gofynasant rywbeth' },
  replied: { en: 'Question answered', cy: 'Atebwyd y cwestiwn' },
  consent_withdrawn: { en: 'Consent withdrawn', cy: 'Tynnwyd cydsyniad yn ôl' },
  reminded: { en: 'Reminder sent', cy: 'Anfonwyd nodyn atgoffa' },
  lapsed: { en: 'Over: nobody answered in time', cy: 'Ar ben: nid atebodd neb mewn pryd' },
  recalled: {
    en: 'Recalled: the wrong person’s record',
    cy: 'Galwyd yn ôl: cofnod y person anghywir',
  },
  not_taken_in: {
    en: 'Released after the request was over: nothing was taken in',
    cy: 'Rhyddhawyd wedi i’r cais ddod i ben: ni chymerwyd dim i mewn',
  },
  decided_recruitment: { en: 'Recruitment part decided', cy: 'Penderfynwyd y rhan recriwtio' },
  decided_learning: { en: 'Learning part decided', cy: 'Penderfynwyd y rhan dysgu' },
  decided_occupational_health: { en: 'OH part decided', cy: 'Penderfynwyd y rhan IG' },
  byAt: { en: '{when}, {who}, {organisation}', cy: '{when}, {who}, {organisation}' },
  byForAt: {
    en: '{when}, {who} for {whom}, {organisation}',
    cy: '{when}, {who} ar ran {whom}, {organisation}',
  },
  at: { en: '{when}, {organisation}', cy: '{when}, {organisation}' },
  waits: { en: 'Waiting to send', cy: 'Yn aros i’w anfon' },
  afterOffline: {
    en: '{minutes, plural, one {Sent after # minute offline} other {Sent after # minutes offline}}',
    cy: '{minutes, plural, zero {Anfonwyd wedi # munud all-lein} one {Anfonwyd wedi # funud all-lein} two {Anfonwyd wedi # funud all-lein} few {Anfonwyd wedi # munud all-lein} many {Anfonwyd wedi # munud all-lein} other {Anfonwyd wedi # munud all-lein}}',
  },
  disclosed: {
    en: '{fields, plural, =0 {No recruitment fields} one {# recruitment field} other {# recruitment fields}}, {competences, plural, =0 {no competences} one {# competence} other {# competences}}',
    cy: '{fields, plural, zero {Dim meysydd recriwtio} one {# maes recriwtio} two {# faes recriwtio} few {# maes recriwtio} many {# maes recriwtio} other {# maes recriwtio}}, {competences, plural, zero {dim cymwyseddau} one {# cymhwysedd} two {# gymhwysedd} few {# chymhwysedd} many {# chymhwysedd} other {# cymhwysedd}}',
  },
  reference_submitted: { en: 'Reference given', cy: 'Rhoddwyd geirda' },
  reference_declined: { en: 'No reference given', cy: 'Ni roddwyd geirda' },
  whatWasDisclosed: { en: 'What was disclosed', cy: 'Yr hyn a ddatgelwyd' },
});

/** The entry of something that happened once. */
export const happened = (
  { history }: { readonly history: readonly Entry[] },
  kind: Entry['what']['kind'],
): Entry | undefined => history.find((entry) => entry.what.kind === kind);

type SayHappened = Say<typeof happenedWords>;

const icons: Readonly<Record<Entry['what']['kind'], IconName>> = {
  requested: 'send',
  awaiting_approval: 'building',
  matched_in_full: 'check',
  match_confirmed: 'person',
  released: 'transfer',
  refused: 'stop',
  oh_released: 'shield',
  oh_not_released: 'shield',
  withdrawn: 'close',
  part_decided: 'document',
  more_asked: 'help',
  replied: 'send',
  consent_withdrawn: 'stop',
  reminded: 'bell',
  lapsed: 'clock',
  recalled: 'alert',
  not_taken_in: 'close',
  reference_submitted: 'document',
  reference_declined: 'stop',
};

const decided = (part: PartKind) => `decided_${part}` as const;

const whatOf = (entry: Entry, say: SayHappened): string => {
  const { what } = entry;
  if (what.kind === 'released') return say(what.automatic ? 'released_automatic' : 'released');
  if (what.kind === 'part_decided') return say(decided(what.part));
  return say(what.kind);
};

const minutesOffline = (entry: Entry): number =>
  Math.round((Date.parse(entry.at) - Date.parse(entry.done_at)) / 60_000);

/** The newest first; the last so many are saved here and not sent yet. */
export const happenings = (
  history: readonly Entry[],
  unsent: number,
  say: SayHappened,
  dates: Dates,
  more: (entry: Entry) => Happening['more'],
): readonly Happening[] =>
  history
    .map((entry, index) => {
      const when = dates.momentFirst(entry.at);
      const late = minutesOffline(entry);
      const waits = index >= history.length - unsent;
      const { who, for_whom: whom, organisation } = entry;
      const line = !who
        ? say('at', { when, organisation })
        : whom
          ? say('byForAt', { when, who, whom, organisation })
          : say('byAt', { when, who, organisation });
      return {
        key: `${index}-${entry.what.kind}`,
        icon: icons[entry.what.kind],
        what: whatOf(entry, say),
        when: waits
          ? `${line}. ${say('waits')}`
          : late > 1
            ? `${line}. ${say('afterOffline', { minutes: late })}`
            : line,
        more: more(entry),
      };
    })
    .reverse();
