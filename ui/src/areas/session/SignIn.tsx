// Signing in for the first time on this computer: the server has to answer.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { host } from '#host';
import { Button } from '../../kit/Button';
import { Form, type Problem } from '../../kit/Form';
import { useWords } from '../../kit/language';
import { useWindowTitle } from '../../kit/PageHead';
import { PasswordInput, TextInput } from '../../kit/TextInput';
import { problemOf } from './refusals';
import { words } from './words';

/** `server` is the address that the organisation has set; without one it is asked for. */
export function SignIn({ server }: { server: string | null }) {
  const say = useWords(words);
  const [address, setAddress] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  useWindowTitle(say('signIn'), problems.length > 0);
  const signIn = useMutation({
    mutationFn: () => host.commands.signIn(server ?? address.trim(), username.trim(), password),
    onSuccess: (answer) => {
      if (answer.status === 'error') setProblems([problemOf(answer.error, say)]);
    },
    onError: () => setProblems([{ field: null, message: say('tryLater') }]),
  });
  const submit = () => {
    if (signIn.isPending) return;
    const missing: Problem[] = [];
    if (server === null && address.trim() === '')
      missing.push({ field: 'server', message: say('serverMissing') });
    if (username.trim() === '')
      missing.push({ field: 'username', message: say('usernameMissing') });
    if (password === '') missing.push({ field: 'password', message: say('passwordMissing') });
    if (missing.length > 0) setProblems(missing);
    else signIn.mutate();
  };
  return (
    <>
      <h1>{say('signInTitle')}</h1>
      <p className="muted">{say('signInFact')}</p>
      <Form problems={problems} onSubmit={submit}>
        {server === null ? (
          <TextInput
            name="server"
            label={say('server')}
            hint={say('serverHint')}
            value={address}
            onChange={setAddress}
            autoComplete="url"
          />
        ) : null}
        <TextInput
          name="username"
          label={say('username')}
          hint={say('usernameHint')}
          value={username}
          onChange={setUsername}
          autoComplete="username"
        />
        <PasswordInput
          name="password"
          label={say('password')}
          value={password}
          onChange={setPassword}
        />
        <div className="form-actions">
          <Button type="submit" look="main" keys="Enter">
            {say('signIn')}
          </Button>
        </div>
      </Form>
    </>
  );
}
