// How a person has set something up on this computer: kept beside their work, where it outlives what was
// read, and never sent.
import { useCallback, useMemo } from 'react';
import { host } from '#host';
import { queryClient } from './changes';
import { useRead } from './read';

/** A setting as it is kept, null while there is none; and how it is kept. */
export function useSetting(name: string): readonly [string | null, (value: string) => void] {
  const value = useRead('setting', name).data ?? null;
  const keep = useCallback(
    (next: string) => {
      queryClient.setQueryData(['setting', name], next);
      void host.commands.keepSetting(name, next);
    },
    [name],
  );
  return [value, keep];
}

/** A setting that is JSON; what cannot be read counts as not set. */
export function useJsonSetting<T>(
  name: string,
  read: (value: unknown) => T,
): readonly [T, (value: T) => void] {
  const [text, keep] = useSetting(name);
  const value = useMemo(() => {
    try {
      return read(text === null ? null : JSON.parse(text));
    } catch {
      return read(null);
    }
  }, [text, read]);
  return [value, useCallback((next: T) => keep(JSON.stringify(next)), [keep])];
}
