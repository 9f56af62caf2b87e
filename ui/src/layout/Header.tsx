// The header: product, organisation, search, language, help, notices, and the person.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { densities, themes, useAppearance } from '../kit/appearance';
import { Icon } from '../kit/Icon';
import { useLanguage, useWords } from '../kit/language';
import { Menu } from '../kit/Menu';
import { words } from './words';

export function Brand() {
  return (
    <div className="brand">
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="currentColor">
        <circle cx="5" cy="6" r="2.6" />
        <circle cx="12" cy="6" r="2.6" />
        <circle cx="19" cy="6" r="2.6" />
        <circle cx="5" cy="13" r="2.6" />
        <circle cx="12" cy="13" r="2.6" />
        <circle cx="19" cy="13" r="2.6" opacity=".45" />
        <rect x="2.4" y="18.5" width="19.2" height="2.5" rx="1.25" />
      </svg>
      <span className="name">Muster</span>
    </div>
  );
}

export function LanguageSwitch({ className }: { className?: string }) {
  const { language, choose } = useLanguage();
  const say = useWords(words);
  const other = language === 'en' ? 'cy' : 'en';
  return (
    <button type="button" className={className} lang={other} onClick={() => choose(other)}>
      {say('otherLanguage')}
    </button>
  );
}

export function AppearanceMenu({
  button,
  label,
  before = [],
}: {
  button: ReactNode;
  label: string;
  before?: readonly { id: string; label: string; keys?: string; onChoose: () => void }[];
}) {
  const say = useWords(words);
  const { theme, chooseTheme, density, chooseDensity } = useAppearance();
  return (
    <Menu
      buttonClass="account"
      label={label}
      menuLabel={label}
      button={button}
      groups={[
        ...(before.length > 0 ? [{ id: 'account', choices: before }] : []),
        {
          id: 'theme',
          heading: say('theme'),
          exclusive: true,
          choices: themes.map((it) => ({
            id: `theme-${it}`,
            label: say(`theme_${it}`),
            checked: it === theme,
            onChoose: () => chooseTheme(it),
          })),
        },
        {
          id: 'density',
          heading: say('density'),
          exclusive: true,
          choices: densities.map((it) => ({
            id: `density-${it}`,
            label: say(`density_${it}`),
            checked: it === density,
            onChoose: () => chooseDensity(it),
          })),
        },
      ]}
    />
  );
}

interface HeaderProps {
  readonly organisation: string;
  readonly person: string;
  readonly unread: number;
  readonly menuShown: boolean;
  readonly onMenu: () => void;
  readonly onFind: () => void;
  readonly onHelp: () => void;
  readonly onLock: () => void;
}

export function Header(props: HeaderProps) {
  const { organisation, person, unread, menuShown, onMenu, onFind, onHelp, onLock } = props;
  const say = useWords(words);
  return (
    <header className="top" data-pane="header">
      <button
        type="button"
        className="menu-button"
        aria-expanded={menuShown}
        aria-controls="navigation"
        onClick={onMenu}
      >
        <Icon name="menu" />
        {say('menu')}
      </button>
      <Brand />
      <div className="organisation">{organisation}</div>
      <button type="button" className="find" aria-label={say('find')} onClick={onFind}>
        <Icon name="search" />
        <span>{say('find')}</span>
        <kbd>Ctrl+K</kbd>
      </button>
      <div className="tools">
        <LanguageSwitch className="wide" />
        <button type="button" className="wide" onClick={onHelp}>
          <Icon name="help" />
          {say('help')}
        </button>
        <Link to="/work" search={{ tab: 'mine' }} aria-label={say('unread', { n: unread })}>
          <Icon name="bell" />
          {unread > 0 ? <span className="count">{unread}</span> : null}
        </Link>
        <AppearanceMenu
          label={say('personMenu', { name: person })}
          button={
            <>
              <Icon name="person" />
              <span className="wide">{person}</span>
              <Icon name="arrow" />
            </>
          }
          before={[{ id: 'lock', label: say('lock'), keys: 'Ctrl+L', onChoose: onLock }]}
        />
      </div>
    </header>
  );
}
