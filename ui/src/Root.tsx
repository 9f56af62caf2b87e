// Nobody signed in: the gate. Somebody: the frame with their work. When they lock, their work stays
// as it is, hidden; when another person comes in, it is gone.
import { Activity, useEffect, useState } from 'react';
import { Gate } from './areas/session/Gate';
import type { SessionView } from './bindings';
import { forget } from './data/changes';
import { useRead } from './data/read';
import { Shell } from './layout/Shell';

export function Root() {
  const session = useRead('session').data;
  const [last, setLast] = useState<SessionView | null>(null);
  const people = useRead('peopleHere').data;
  if (session && session !== last) setLast(session);
  // Their copy was removed from this computer: nothing of theirs stays open behind the lock.
  const gone = last && people && !people.some((person) => person.profile === last.profile);
  if (gone && session === null) setLast(null);
  useEffect(() => {
    if (session === null) forget();
  }, [session]);
  if (session === undefined) return null;
  return (
    <>
      {session ? null : <Gate last={last?.profile ?? null} />}
      {last ? (
        <Activity mode={session ? 'visible' : 'hidden'}>
          <Shell key={last.profile} session={session ?? last} />
        </Activity>
      ) : null}
    </>
  );
}
