// Unlocking: the person is known here, the password opens their records, with or without a network.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { host } from '#host';
import type { PersonHere } from '../../bindings';
import { Button } from '../../kit/Button';
import { Form, type Problem } from '../../kit/Form';
import { useWords } from '../../kit/language';
import { useWindowTitle } from '../../kit/PageHead';
import { PasswordInput } from '../../kit/TextInput';
import { problemOf } from './refusals';
import { words } from './words';

export function Unlock({ person, stillOpen }: { person: PersonHere; stillOpen: boolean }) {
  const say = useWords(words);
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [forgotten, setForgotten] = useState(false);
  useWindowTitle(say('unlockWindow'), problems.length > 0);
  const unlock = useMutation({
    mutationFn: () => host.commands.unlock(person.profile, password),
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
  return (
    <>
      <h1>{say('unlockTitle', { name: person.name })}</h1>
      <p className="muted">{say(stillOpen ? 'lockedOpen' : 'lockedPlain')}</p>
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
