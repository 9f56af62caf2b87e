// When a page cannot be shown: it does not exist, or it broke.
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
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

export function Broken({ reset }: ErrorComponentProps) {
  const say = useWords(words);
  return (
    <div className="page">
      <PageHead
        title={say('broken')}
        windowTitle={say('broken')}
        fact={say('brokenText')}
        actions={
          <>
            <Button look="main" onClick={reset}>
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
