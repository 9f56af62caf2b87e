// When a page cannot be shown: it does not exist, or it broke.
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Refused } from '../data/errors';
import { Button, buttonClass } from '../kit/Button';
import { useLanguage, useWords } from '../kit/language';
import { PageHead } from '../kit/PageHead';
import { refusalText } from '../terms/refusals';
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

/** A read that was refused says why; what is not on record is simply not there. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const boundary = useQueryErrorResetBoundary();
  if (error instanceof Refused && error.refusal.code === 'not_found') return <NotFound />;
  const fact = error instanceof Refused ? refusalText(error.refusal, language) : say('brokenText');
  return (
    <div className="page">
      <PageHead
        title={say('broken')}
        windowTitle={say('broken')}
        fact={fact}
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
