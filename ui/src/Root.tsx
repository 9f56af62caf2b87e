// Nobody signed in: the gate. Somebody: the frame with their work. When they lock, their work stays
// as it is, hidden; when another person comes in, it is gone.
import { Activity, useEffect, useState } from 'react';
import { Gate } from './areas/session/Gate';
import { forget } from './data/changes';
import { useRead } from './data/read';
import { type OpenSession, Shell } from './layout/Shell';

export function Root() {
  const session = useRead('session').data;
  const [last, setLast] = useState<OpenSession | null>(null);
  const openNow = session?.kind === 'open' ? session : null;
  if (openNow && openNow !== last) setLast(openNow);
  if (session?.kind === 'nobody' && last) setLast(null);
  useEffect(() => {
    if (session && session.kind !== 'open') forget();
  }, [session]);
  if (!session) return null;
  return (
    <>
      {session.kind === 'open' ? null : <Gate session={session} />}
      {last ? (
        <Activity mode={openNow ? 'visible' : 'hidden'}>
          <Shell key={last.person.id} session={openNow ?? last} />
        </Activity>
      ) : null}
    </>
  );
}
