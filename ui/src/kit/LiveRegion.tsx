// The one polite live region. Whatever wants to be heard goes through `announce`.
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const AnnounceContext = createContext<(message: string) => void>(() => undefined);

export const useAnnounce = () => useContext(AnnounceContext);

export function LiveRegion({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState('');
  const announce = useCallback((next: string) => {
    setMessage('');
    requestAnimationFrame(() => setMessage(next));
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="hidden-text" role="status" aria-live="polite">
        {message}
      </div>
    </AnnounceContext>
  );
}
