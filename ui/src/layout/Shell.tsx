// The frame around every page of a person who has signed in.

import { Outlet, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { host } from '#host';
import type { SessionView } from '../bindings';
import { useAsk } from '../data/ask';
import { keepDraftsNow } from '../data/draft';
import { useRead } from '../data/read';
import { useSetting } from '../data/setting';
import { useSuitedDensity } from '../kit/appearance';
import { Icon } from '../kit/Icon';
import { useAnnounce } from '../kit/LiveRegion';
import { useWords } from '../kit/language';
import { recruits, type Workspace, workspacesOf } from '../terms/names';
import { Header } from './Header';
import { useIdleLock } from './idle';
import { KeyList } from './KeyList';
import { focusPane, type GlobalKey, useGlobalKeys } from './keys';
import { Palette, type Target } from './Palette';
import { pagesOf, pagesOfThisComputer } from './pages';
import { useRecent } from './recent';
import { SideNav } from './SideNav';
import { StatusBar } from './StatusBar';
import { useUndo } from './undo';
import { words } from './words';

export function Shell({ session }: { session: SessionView }) {
  const say = useWords(words);
  const navigate = useNavigate();
  const workspaces = useMemo(() => workspacesOf(session.roles), [session.roles]);
  const [chosen, setChosen] = useState<Workspace | null>(null);
  const workspace = chosen ?? workspaces[0] ?? 'administration';
  const mayAsk = recruits(session.roles);
  useSuitedDensity(workspace === 'occupational_health' ? 'comfortable' : 'compact');
  const [finding, setFinding] = useState(false);
  const [helping, setHelping] = useState(false);
  const [menuShown, setMenuShown] = useState(false);
  const unread = useRead('unreadNotices', {}).data ?? 0;

  const ask = useAsk();
  const lock = useCallback(
    () =>
      ask(async () => {
        await keepDraftsNow();
        return host.commands.lock();
      }),
    [ask],
  );
  const locksSoon = useIdleLock(session.idle_minutes, lock);
  const announce = useAnnounce();
  useEffect(() => {
    if (locksSoon) announce(say('locksSoon'));
  }, [locksSoon, announce, say]);
  const sync = useCallback(() => ask(() => host.commands.syncNow()), [ask]);
  const undo = useUndo();
  const recent = useRecent();
  const [questionMark, setQuestionMark] = useSetting('question_mark');

  const pages = useMemo(() => [...pagesOf[workspace], ...pagesOfThisComputer], [workspace]);
  const onKey = useCallback(
    (key: GlobalKey) => {
      if (typeof key === 'object') {
        const page = pages[key.page - 1];
        if (page) void navigate({ to: page.to });
        return;
      }
      switch (key) {
        case 'palette':
          return setFinding(true);
        case 'keys':
          return setHelping(true);
        case 'nextPane':
          return focusPane(1);
        case 'previousPane':
          return focusPane(-1);
        case 'newTransfer':
          if (mayAsk) void navigate({ to: '/transfers/new' });
          return;
        case 'sync':
          return sync();
        case 'undo':
          return undo();
        case 'lock':
          return lock();
      }
    },
    [pages, navigate, mayAsk, sync, undo, lock],
  );
  useGlobalKeys(onKey, questionMark !== 'off');

  const targets = useMemo<readonly Target[]>(
    () => [
      ...(mayAsk
        ? [
            {
              id: 'new-transfer',
              detail: say('kind_command'),
              label: say('newTransfer'),
              icon: 'plus' as const,
              keys: 'Ctrl+N',
              go: () => void navigate({ to: '/transfers/new' }),
            },
          ]
        : []),
      ...pages.map((page, index) => ({
        id: page.id,
        detail: say('kind_page'),
        label: say(`page_${page.id}`),
        icon: page.icon,
        keys: `Alt+${index + 1}`,
        go: () => void navigate({ to: page.to }),
      })),
      {
        id: 'history',
        detail: say('kind_page'),
        label: say('page_history'),
        icon: 'history',
        go: () => void navigate({ to: '/history' }),
      },
      {
        id: 'sync',
        detail: say('kind_command'),
        label: say('syncNow'),
        icon: 'sync',
        keys: 'F5',
        go: sync,
      },
      {
        id: 'undo',
        detail: say('kind_command'),
        label: say('undo'),
        icon: 'history',
        keys: 'Ctrl+Z',
        go: undo,
      },
      {
        id: 'lock',
        detail: say('kind_command'),
        label: say('lock'),
        icon: 'lock',
        keys: 'Ctrl+L',
        go: lock,
      },
      {
        id: 'keys',
        detail: say('kind_command'),
        label: say('keysTitle'),
        icon: 'help',
        keys: 'F1',
        go: () => setHelping(true),
      },
    ],
    [pages, mayAsk, say, navigate, sync, undo, lock],
  );

  return (
    <div className="app">
      <a className="skip" href="#main">
        {say('skip')}
      </a>
      <Header
        organisation={session.organisation.name}
        person={session.user.name}
        unread={unread}
        menuShown={menuShown}
        onMenu={() => setMenuShown(!menuShown)}
        onFind={() => setFinding(true)}
        onHelp={() => setHelping(true)}
        onLock={lock}
      />
      <StatusBar short />
      <SideNav
        workspace={workspace}
        workspaces={workspaces}
        onWorkspace={(next) => {
          setChosen(next);
          void navigate({ to: '/work' });
        }}
        shown={menuShown}
        onHelp={() => setHelping(true)}
      />
      <main className="main" id="main" tabIndex={-1} data-pane="main">
        <Outlet />
      </main>
      <StatusBar />
      <Palette open={finding} targets={targets} recent={recent} onClose={() => setFinding(false)} />
      <KeyList
        open={helping}
        onClose={() => setHelping(false)}
        questionMark={questionMark !== 'off'}
        onQuestionMark={(on) => setQuestionMark(on ? 'on' : 'off')}
      />
      {locksSoon ? (
        <div className="toast">
          <Icon name="lock" />
          <p className="grow">{say('locksSoon')}</p>
        </div>
      ) : null}
    </div>
  );
}
