// What a kind of notice is called: by the organisation, where it has words of its own for it.
import { useCallback } from 'react';
import type { NoticeKind, NoticeKindName } from '../../bindings';
import { useRead } from '../../data/read';
import { useLanguage, useWords } from '../../kit/language';
import { teamWords } from '../../terms/names';
import { words } from './words';

/** The kinds that there are, in the order they are listed in. */
export const kindNames: readonly NoticeKindName[] = [
  'transfer_to_decide',
  'oh_to_release',
  'part_to_review',
  'transfer_refused',
  'released_automatically',
  'transfer_ended',
  'escalated',
  'delegated',
  'delegation_ended',
  'transfer_to_answer',
  'answer_to_decide',
  'transfer_waits',
  'transfer_lapsed',
  'consent_withdrawn',
  'incident_to_close',
  'part_to_take_out',
  'part_recalled',
  'many_requests',
];

export function useKindNames(): (kind: NoticeKindName) => string {
  const say = useWords(words);
  const { language } = useLanguage();
  const set = useRead('kindSettings', {}).data;
  return useCallback(
    (kind) => {
      const own = set?.find((it) => it.kind === kind)?.words;
      return own ? ((language === 'cy' ? own.cy : null) ?? own.en) : say(`kind_${kind}`);
    },
    [set, language, say],
  );
}

/** What a notice says, in full. */
export function useKindText(): (kind: NoticeKind) => string {
  const say = useWords(words);
  const sayTeam = useWords(teamWords);
  const nameOf = useKindNames();
  return useCallback(
    (kind) =>
      kind.kind === 'escalated'
        ? say('escalatedWhat', { what: nameOf(kind.what), team: sayTeam(kind.team) })
        : nameOf(kind.kind),
    [say, sayTeam, nameOf],
  );
}
