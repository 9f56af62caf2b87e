// The side navigation: the workspace, its pages with counts of open work, and this computer.
import { Link } from '@tanstack/react-router';
import type { SyncStatus } from '../bindings';
import { useRead } from '../data/read';
import { Button, buttonClass } from '../kit/Button';
import { Icon } from '../kit/Icon';
import { useWords } from '../kit/language';
import { Menu } from '../kit/Menu';
import { type Workspace, workspaceWords } from '../terms/names';
import { LanguageSwitch } from './Header';
import { type Page, pagesOf, pagesOfThisComputer } from './pages';
import { words } from './words';

interface SideNavProps {
  readonly workspace: Workspace;
  readonly workspaces: readonly Workspace[];
  readonly onWorkspace: (workspace: Workspace) => void;
  readonly shown: boolean;
  readonly onHelp: () => void;
}

const countOf = (page: Page, work: number | undefined, status: SyncStatus | null): number => {
  switch (page.id) {
    case 'work':
      return work ?? 0;
    case 'attention':
      return status?.attention ?? 0;
    case 'waiting':
      return status?.waiting ?? 0;
    default:
      return 0;
  }
};

export function SideNav({ workspace, workspaces, onWorkspace, shown, onHelp }: SideNavProps) {
  const say = useWords(words);
  const sayWorkspace = useWords(workspaceWords);
  const work = useRead('worklist', { tab: 'mine', rows: 0 }).data?.mine;
  const status = useRead('syncStatus').data ?? null;
  const item = (page: Page) => {
    const n = countOf(page, work, status);
    return (
      <Link key={page.id} to={page.to} activeOptions={{ includeSearch: false }}>
        <Icon name={page.icon} />
        <span className="name">{say(`page_${page.id}`)}</span>
        {n > 0 ? (
          <span className="open">
            <span aria-hidden="true">{n}</span>
            <span className="hidden-text">{say('open', { n })}</span>
          </span>
        ) : null}
      </Link>
    );
  };
  return (
    <nav
      className={shown ? 'nav shown' : 'nav'}
      aria-label={say('navigation')}
      data-pane="nav"
      id="navigation"
    >
      {workspaces.length > 1 ? (
        <Menu
          buttonClass="workspace"
          label={say('workspace', { name: sayWorkspace(workspace) })}
          menuLabel={say('workspaces')}
          button={
            <>
              <span>{sayWorkspace(workspace)}</span>
              <Icon name="arrow" />
            </>
          }
          groups={[
            {
              id: 'workspaces',
              exclusive: true,
              choices: workspaces.map((it) => ({
                id: it,
                label: sayWorkspace(it),
                checked: it === workspace,
                onChoose: () => onWorkspace(it),
              })),
            },
          ]}
        />
      ) : (
        <p className="workspace only">{sayWorkspace(workspace)}</p>
      )}
      {pagesOf[workspace].map(item)}
      <h2>{say('thisComputer')}</h2>
      {pagesOfThisComputer.map(item)}
      <div className="narrow-only">
        <LanguageSwitch className={buttonClass('plain', true)} />
        <Button small onClick={onHelp}>
          {say('help')}
        </Button>
      </div>
    </nav>
  );
}
