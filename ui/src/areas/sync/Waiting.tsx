// What is saved on this computer and not sent: in its order, each with a way to take it back.

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { host } from '#host';
import type { WorkItem } from '../../bindings';
import { withdraw } from '../../data/act';
import { useAsk } from '../../data/ask';
import { useRead } from '../../data/read';
import { Button, buttonClass } from '../../kit/Button';
import { Confirm } from '../../kit/Dialog';
import { ErrorSummary, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { PageHead } from '../../kit/PageHead';
import { Empty, Loading } from '../../kit/States';
import { Row, Table } from '../../kit/Table';
import { Tag } from '../../kit/Tag';
import { problemOf } from '../../terms/refusals';
import { verbText, workText } from '../../terms/verbs';
import { words } from './words';

export function Waiting() {
  const say = useWords(words);
  const dates = useDates();
  const { language } = useLanguage();
  const announce = useAnnounce();
  const ask = useAsk();
  const rows = useRead('waiting').data;
  const [taking, setTaking] = useState<WorkItem | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const takeBack = async (row: WorkItem) => {
    setTaking(null);
    const answer = await withdraw(row.id);
    if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
    else announce(say('takenBack'));
  };
  return (
    <div className="page">
      <PageHead
        title={say('waiting')}
        windowTitle={say('waiting')}
        wrong={problems.length > 0}
        fact={say('waitingFact')}
        actions={
          <Button keys="F5" onClick={() => ask(() => host.commands.syncNow())}>
            {say('syncNow')}
          </Button>
        }
      />
      <div className="split">
        <div className="pane">
          <ErrorSummary problems={problems} idOf={(field) => field} />
          {rows === undefined ? (
            <Loading />
          ) : rows.length === 0 ? (
            <Empty title={say('noneWaiting')}>{say('noneWaitingText')}</Empty>
          ) : (
            <Table
              label={say('waiting')}
              columns={[
                { key: 'what', label: say('what') },
                { key: 'who', label: say('who') },
                { key: 'saved', label: say('saved') },
                { key: 'state', label: say('state') },
                { key: 'action', label: say('action'), silent: true },
              ]}
            >
              {rows.map((row) => (
                <Row
                  key={row.id}
                  head={<span className="strong">{verbText(row.verb, language)}</span>}
                  cells={[
                    {
                      key: 'who',
                      label: say('who'),
                      value: (
                        <>
                          <span className="two">{row.subject}</span>
                          {row.other ? (
                            <span className="meta">{say('withWhom', { name: row.other })}</span>
                          ) : null}
                        </>
                      ),
                    },
                    { key: 'saved', label: say('saved'), value: dates.momentFirst(row.saved_at) },
                    {
                      key: 'state',
                      value: (
                        <>
                          <span className="two">
                            <Tag tone="warn" icon={row.state === 'sent' ? 'send' : 'clock'}>
                              {say(row.state === 'sent' ? 'state_sent' : 'state_waiting')}
                            </Tag>
                          </span>
                          {row.parts && row.parts.sent < row.parts.of ? (
                            <span className="meta">{say('partsSent', { ...row.parts })}</span>
                          ) : null}
                        </>
                      ),
                    },
                    {
                      key: 'action',
                      value:
                        row.state === 'waiting' ? (
                          <span className="form-actions">
                            {row.verb === 'transfer.request' ? (
                              <Link
                                className={buttonClass('plain', true)}
                                to="/transfers/new"
                                search={{ amends: row.id }}
                                aria-label={say('changeOf', { who: row.subject ?? '' })}
                              >
                                {say('change')}
                              </Link>
                            ) : null}
                            <Button
                              small
                              aria-label={say('takeBackOf', {
                                what: workText(row, language),
                              })}
                              onClick={() => setTaking(row)}
                            >
                              {say('takeBack')}
                            </Button>
                          </span>
                        ) : null,
                    },
                  ]}
                />
              ))}
            </Table>
          )}
        </div>
      </div>
      <Confirm
        title={say('takeBackTitle')}
        open={taking !== null}
        confirm={say('takeBackConfirm')}
        destructive
        onConfirm={() => {
          if (taking) void takeBack(taking);
        }}
        onClose={() => setTaking(null)}
      >
        {taking ? <p className="strong">{workText(taking, language)}</p> : null}
        <p>{say('takeBackText')}</p>
      </Confirm>
    </div>
  );
}
