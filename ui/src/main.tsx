// Where the screens start.
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followChanges, queryClient } from './data/changes';
import { NotHere } from './data/errors';
import { AppearanceProvider } from './kit/appearance';
import { LiveRegion } from './kit/LiveRegion';
import { LanguageProvider } from './kit/language';
import { Toasts } from './kit/Toast';
import { router } from './router';
import './styles/nhsuk.scss';
import './styles/index.css';

followChanges();

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root');

// What is not here is an answer, shown on the page; only what is broken belongs in the console.
const onCaughtError = (error: unknown) => {
  if (!(error instanceof NotHere)) reportError(error);
};

createRoot(root, { onCaughtError }).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <AppearanceProvider>
        <LanguageProvider>
          <LiveRegion>
            <Toasts>
              <RouterProvider router={router} />
            </Toasts>
          </LiveRegion>
        </LanguageProvider>
      </AppearanceProvider>
    </QueryClientProvider>
  </StrictMode>,
);
