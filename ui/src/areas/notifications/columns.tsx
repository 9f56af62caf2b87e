// The columns of the worklist, and what each says of a line.
import type { WorkTab } from '../../bindings';
import { useRead } from '../../data/read';
import { useDates, useLanguage, useWords } from '../../kit/language';
import type { ViewColumn } from '../../kit/PagedTable';
import { verbText } from '../../terms/verbs';
import { useKindText } from './kinds';
import { dayOf, type WorkLine } from './lines';
import { noticeState, WorkTag } from './state';
import { words } from './words';

export function useColumns(tab: WorkTab): readonly ViewColumn<WorkLine>[] {
  const say = useWords(words);
  const { language } = useLanguage();
  const dates = useDates();
  const textOf = useKindText();
  const me = useRead('session').data?.user.id;
  const due = (line: WorkLine): string => {
    if (line.kind === 'queued') return say('saved', { when: dates.time(line.item.saved_at) });
    if (line.row.due_on === null) return say('noDue');
    return line.row.due_on === dayOf(new Date()) ? say('today') : dates.short(line.row.due_on);
  };
  const holder = (line: WorkLine): string => {
    if (line.kind === 'queued') return '';
    const { holder, for_whom, needs_action } = line.row;
    if (for_whom) return say('forWhom', { name: for_whom.name });
    if (holder) return holder.user.id === me ? say('you') : holder.user.name;
    if (tab === 'mine') return say('you');
    return tab === 'queue' && needs_action ? say('nobodyYet') : '';
  };
  return [
    {
      key: 'who',
      label: say('who'),
      sorts: true,
      cell: (line) => (
        <span className="row-link">
          {(line.kind === 'queued' ? line.item.subject : line.row.subject) ?? say('nobodyNamed')}
        </span>
      ),
    },
    {
      key: 'what',
      label: say('what'),
      sorts: true,
      cell: (line) => {
        const other = line.kind === 'queued' ? line.item.other : line.row.other;
        return (
          <>
            <span className="two">
              {line.kind === 'queued' ? verbText(line.item.verb, language) : textOf(line.row.kind)}
            </span>
            {other ? <span className="meta">{say('with', { name: other })}</span> : null}
          </>
        );
      },
    },
    { key: 'holder', label: say('holder'), cell: holder },
    { key: 'due', label: say('due'), sorts: true, cell: due },
    {
      key: 'raised',
      label: say('raised'),
      sorts: true,
      cell: (line) => dates.short(line.kind === 'queued' ? line.item.saved_at : line.row.raised_at),
    },
    {
      key: 'state',
      label: say('state'),
      cell: (line) => (
        <WorkTag state={line.kind === 'queued' ? 'waiting_to_send' : noticeState(line.row)} />
      ),
    },
  ];
}
