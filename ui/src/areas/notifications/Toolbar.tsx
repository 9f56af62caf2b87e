// What narrows the worklist; and in its place, while rows are marked, what can be done to them.
import type { NoticeKindName } from '../../bindings';
import { useRoles } from '../../data/session';
import { Button } from '../../kit/Button';
import { Icon } from '../../kit/Icon';
import { useWords } from '../../kit/language';
import { Menu } from '../../kit/Menu';
import { teamsOf } from '../../terms/names';
import { useKindNames, useKindsOf } from './kinds';
import type { WorkSearch } from './routes';
import { words } from './words';

interface ToolbarProps {
  readonly search: WorkSearch;
  readonly onSearch: (search: WorkSearch) => void;
  readonly narrowed: boolean;
  /** Whether the list differs from every saved view and tab. */
  readonly unsaved: boolean;
  readonly onSave: () => void;
  readonly onColumns: () => void;
}

export function Toolbar(props: ToolbarProps) {
  const { search, onSearch, narrowed, unsaved, onSave, onColumns } = props;
  const say = useWords(words);
  const nameOf = useKindNames();
  const offered = useKindsOf(teamsOf(useRoles()));
  const { kinds = [], overdue: _o, unread: _u, find: _f, ...bare } = search;
  const withKinds = (next: readonly NoticeKindName[]) => {
    const { kinds: _, ...rest } = search;
    onSearch(next.length > 0 ? { ...rest, kinds: next } : rest);
  };
  const toggle = (name: 'overdue' | 'unread') => {
    const { [name]: on, ...rest } = search;
    onSearch(on ? rest : { ...rest, [name]: true });
  };
  const withFind = (typed: string) => {
    const { find: _, ...rest } = search;
    onSearch(typed === '' ? rest : { ...rest, find: typed });
  };
  const { kinds: _k, ...clear } = { ...bare, kinds };
  return (
    <div className="toolbar" role="toolbar" aria-label={say('views')}>
      <input
        className="input"
        type="search"
        aria-label={say('find')}
        placeholder={say('find')}
        value={search.find ?? ''}
        onChange={(event) => withFind(event.target.value)}
      />
      <Menu
        buttonClass="button small"
        menuLabel={say('kinds')}
        button={
          <>
            <Icon name="filter" />
            {kinds.length === 0 ? say('allKinds') : kinds.map(nameOf).join(', ')}
          </>
        }
        groups={[
          {
            id: 'kinds',
            choices: [
              { id: 'all', label: say('allKinds'), onChoose: () => withKinds([]) },
              ...offered.map((kind) => ({
                id: kind,
                label: nameOf(kind),
                onChoose: () =>
                  withKinds(
                    kinds.includes(kind) ? kinds.filter((it) => it !== kind) : [...kinds, kind],
                  ),
              })),
            ],
          },
        ]}
      />
      <Button small aria-pressed={search.overdue ?? false} onClick={() => toggle('overdue')}>
        {say('overdue')}
      </Button>
      <Button small aria-pressed={search.unread ?? false} onClick={() => toggle('unread')}>
        {say('unread')}
      </Button>
      {narrowed ? (
        <Button small look="quiet" onClick={() => onSearch(clear)}>
          {say('clear')}
        </Button>
      ) : null}
      <span className="grow" />
      {unsaved ? (
        <Button small look="quiet" onClick={onSave}>
          {say('changedView')}
        </Button>
      ) : null}
      <Button small look="quiet" onClick={onColumns}>
        {say('columns')}
      </Button>
    </div>
  );
}

interface BulkProps {
  readonly marked: number;
  readonly total: number;
  readonly most: number;
  readonly onAll: () => void;
  readonly onNone: () => void;
  readonly onClaim: () => void;
  readonly onPass: () => void;
  readonly onTakeNote: () => void;
}

export function BulkBar(props: BulkProps) {
  const { marked, total, most, onAll, onNone, onClaim, onPass, onTakeNote } = props;
  const say = useWords(words);
  return (
    <div className="toolbar" role="toolbar" aria-label={say('marked', { n: marked })}>
      <strong aria-live="polite">
        {say('markedOf', { marked: say('marked', { n: marked }), total })}
      </strong>
      <Button small look="quiet" onClick={onAll}>
        {total > most ? say('markFirst', { n: most }) : say('markAll')}
      </Button>
      <Button small look="quiet" onClick={onNone}>
        {say('unmark')}
      </Button>
      <span className="grow" />
      <Button small onClick={onClaim}>
        {say('claim')}
      </Button>
      <Button small onClick={onPass}>
        {say('pass')}
      </Button>
      <Button small onClick={onTakeNote}>
        {say('takeNote')}
      </Button>
    </div>
  );
}
