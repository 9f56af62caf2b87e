// For what is broken, or finished elsewhere, and belongs to no field: it stays until it is closed.
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Button } from './Button';
import { Icon } from './Icon';
import { useWords } from './language';
import { phrases } from './phrases';

const ToastContext = createContext<(message: string) => void>(() => undefined);

export const useToast = () => useContext(ToastContext);

export function Toasts({ children }: { children: ReactNode }) {
  const say = useWords(phrases);
  const [message, setMessage] = useState<string | null>(null);
  const tell = useCallback((next: string) => setMessage(next), []);
  return (
    <ToastContext value={tell}>
      {children}
      {message === null ? null : (
        <div className="toast" role="alert">
          <Icon name="alert" />
          <p className="grow">{message}</p>
          <Button small onClick={() => setMessage(null)}>
            {say('close')}
          </Button>
        </div>
      )}
    </ToastContext>
  );
}
