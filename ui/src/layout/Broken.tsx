// When a page cannot be shown: it does not exist, or it broke.
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { NotHere } from '../data/errors';
import { Button, buttonClass } from '../kit/Button';
import { useWords } from '../kit/language';
import { PageHead } from '../kit/PageHead';
import { words } from './words';

export function NotFound() {
  const say = useWords(words);
  return (
    <div className="page">
      <PageHead
        title={say('notFound')}
        windowTitle={say('notFound')}
        fact={say('notFoundText')}
        actions={
          <Link className={buttonClass('main')} to="/work">
            {say('toYourWork')}
          </Link>
        }
      />
    </div>
  );
}

/** What is not on this computer is simply not there; the rest is broken, and can be tried again. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const say = useWords(words);
  const boundary = useQueryErrorResetBoundary();
  if (error instanceof NotHere) return <NotFound />;
  return (
    <div className="page">
      <PageHead
        title={say('broken')}
        windowTitle={say('broken')}
        fact={say('brokenText')}
        actions={
          <>
            <Button
              look="main"
              onClick={() => {
                boundary.reset();
                reset();
              }}
            >
              {say('tryAgain')}
            </Button>
            <Link className={buttonClass()} to="/work">
              {say('toYourWork')}
            </Link>
          </>
        }
      />
    </div>
  );
}
