// The top of a page: where it stands, its title, one line of fact, its actions. It names the window
// too, without personal data, and takes the focus when the page is opened.
import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from './language';
import { phrases } from './phrases';

interface PageHeadProps {
  readonly title: string;
  /** What the window is called: never a person's name. */
  readonly windowTitle: string;
  readonly wrong?: boolean;
  readonly fact?: ReactNode;
  readonly path?: readonly { readonly key: string; readonly link: ReactNode }[];
  readonly actions?: ReactNode;
}

export function PageHead(props: PageHeadProps) {
  const { title, windowTitle, wrong = false, fact, path, actions } = props;
  const say = useWords(phrases);
  const heading = useRef<HTMLHeadingElement>(null);
  useWindowTitle(windowTitle, wrong);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className="head">
      <div className="title">
        {path ? (
          <nav aria-label={say('breadcrumb')}>
            <ol className="breadcrumb">
              {path.map(({ key, link }) => (
                <li key={key}>{link}</li>
              ))}
            </ol>
          </nav>
        ) : null}
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {fact ? <p className="fact">{fact}</p> : null}
      </div>
      {actions ? <div className="actions">{actions}</div> : null}
    </div>
  );
}

export function useWindowTitle(title: string, wrong = false) {
  const say = useWords(phrases);
  useEffect(() => {
    const whole = `${title} – Muster`;
    document.title = wrong ? say('errorTitle', { title: whole }) : whole;
  }, [title, wrong, say]);
}
