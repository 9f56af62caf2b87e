// What a kind of notice is called: by the organisation, where it has words of its own for it.
import { useCallback } from 'react';
import type { NoticeKind, NoticeKindName, Team } from '../../bindings';
import { useRead } from '../../data/read';
import { useLanguage, useWords } from '../../kit/language';
import { teamWords } from '../../terms/names';
import { words } from './words';

/** The kinds that these teams work, in the order they are listed in. */
export function useKindsOf(teams: readonly Team[]): readonly NoticeKindName[] {
  const kinds = useRead('kinds', {}).data ?? [];
  return kinds.filter((it) => it.teams.some((team) => teams.includes(team))).map((it) => it.kind);
}

export function useKindNames(): (kind: NoticeKindName) => string {
  const say = useWords(words);
  const { language } = useLanguage();
  const kinds = useRead('kinds', {}).data;
  return useCallback(
    (kind) => {
      const own = kinds?.find((it) => it.kind === kind)?.words;
      return own ? ((language === 'cy' ? own.cy : null) ?? own.en) : say(`kind_${kind}`);
    },
    [kinds, language, say],
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
