// Unlocking: the person is known here, the password opens their records, with or without a network.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { host } from '#host';
import type { PersonHere } from '../../bindings';
import { useRead } from '../../data/read';
import { Button } from '../../kit/Button';
import { Form, type Problem } from '../../kit/Form';
import { useDates, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { useWindowTitle } from '../../kit/PageHead';
import { PasswordInput } from '../../kit/TextInput';
import type { ClosedSession } from './Gate';
import { problemOf } from './refusals';
import { words } from './words';

export function Unlock({ person, session }: { person: PersonHere; session: ClosedSession }) {
  const say = useWords(words);
  const dates = useDates();
  const status = useRead('syncStatus').data;
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [forgotten, setForgotten] = useState(false);
  useWindowTitle(say('unlockWindow'), problems.length > 0);
  const unlock = useMutation({
    mutationFn: () => host.commands.unlock(person.id, password),
    onSuccess: (answer) => {
      if (answer.status === 'error') setProblems([problemOf(answer.error, say)]);
    },
    onError: () => setProblems([{ field: null, message: say('tryLater') }]),
  });
  const submit = () => {
    if (unlock.isPending) return;
    if (password === '') setProblems([{ field: 'password', message: say('passwordMissing') }]);
    else unlock.mutate();
  };
  const lockedAt = session.kind === 'locked' && session.person.id === person.id ? session : null;
  const offline = status && ['offline', 'no_answer'].includes(status.state);
  return (
    <>
      <h1>{say('unlockTitle', { name: person.name })}</h1>
      <p className="muted">
        {lockedAt === null
          ? say('lockedPlain')
          : lockedAt.idle_minutes === null
            ? say('lockedAt', { time: dates.time(lockedAt.since) })
            : say('lockedAfter', {
                time: dates.time(lockedAt.since),
                minutes: lockedAt.idle_minutes,
              })}
      </p>
      {offline ? (
        <Note tone="flat" icon="cloudOff" title={say('offlineTitle')}>
          <p>
            {status.offline_until
              ? say('offlineUntil', { deadline: dates.deadline(status.offline_until) })
              : say('offlinePlain')}
          </p>
        </Note>
      ) : null}
      <Form problems={problems} onSubmit={submit}>
        <PasswordInput
          name="password"
          label={say('password')}
          hint={say('passwordHint')}
          value={password}
          onChange={setPassword}
        />
        <div className="form-actions">
          <Button type="submit" look="main" keys="Enter">
            {say('unlock')}
          </Button>
          <Button look="quiet" aria-expanded={forgotten} onClick={() => setForgotten(!forgotten)}>
            {say('forgotten')}
          </Button>
        </div>
      </Form>
      {forgotten ? <p>{say('forgottenText')}</p> : null}
    </>
  );
}
