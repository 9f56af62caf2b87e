// Occupational health decides on its own part: what would leave, and to whom; then send or not.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { OhReleasePage } from '../../bindings';
import { useAct } from '../../data/act';
import { useRead } from '../../data/read';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { Confirm, Dialog } from '../../kit/Dialog';
import { ErrorSummary, Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { PageHead } from '../../kit/PageHead';
import { Loading } from '../../kit/States';
import { Row, Table } from '../../kit/Table';
import { TextArea } from '../../kit/TextInput';
import { fieldWords, immunisationLine } from '../../terms/fields';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { ohReleaseRoute } from './routes';
import { sourceWords } from './sourceWords';

export function OhRelease() {
  const { id } = ohReleaseRoute.useParams();
  const page = useRead('ohRelease', id);
  return page.data ? <Shown page={page.data} /> : <Loading />;
}

function Shown({ page }: { page: OhReleasePage }) {
  const say = useWords(sourceWords);
  const sayField = useWords(fieldWords);
  const dates = useDates();
  const organisation = page.asker.name;
  const open = page.stage.kind === 'waiting' && page.waiting === null;
  return (
    <div className="page">
      <PageHead
        title={say('ohQuestion', { name: page.name, organisation })}
        windowTitle={say('ohWindow')}
        fact={say('askedByName', { name: page.asked_by, organisation })}
        path={[
          {
            key: 'list',
            link: (
              <Link to="/oh-releases" activeOptions={{ exact: true }}>
                {say('ohReleases')}
              </Link>
            ),
          },
          { key: 'here', link: <span aria-current="page">{page.name}</span> },
        ]}
      />
      <div className="split">
        <div className="pane padded">
          <div className="cards">
            {page.waiting !== null ? (
              <Note tone="flat" icon="computer" title={say('decisionWaiting')}>
                <p>
                  <Link to="/waiting">{say('seeWaiting')}</Link>
                </p>
              </Note>
            ) : null}
            {page.stage.kind === 'released' ? (
              <Note tone="flat" icon="check" title={say('ohSent')} />
            ) : null}
            {page.stage.kind === 'refused' ? (
              <Note tone="flat" icon="stop" title={say('ohNotSent')}>
                <p>{page.stage.note}</p>
              </Note>
            ) : null}
            {page.stage.kind === 'ended' ? (
              <Note tone="flat" icon="close" title={say('decidedEnded')} />
            ) : null}
            <Note tone="oh" icon="shield" title={say('ohOnlyTitle')}>
              <p>{say('ohOnly')}</p>
            </Note>
            <Card title={say('wouldLeave')} flush>
              <Table
                label={say('wouldLeave')}
                columns={[
                  { key: 'disease', label: say('disease') },
                  { key: 'entry', label: say('entry') },
                ]}
              >
                {page.records.map((record) => (
                  <Row
                    key={`${record.disease}-${record.on}-${record.dose}`}
                    head={<span className="strong">{record.disease}</span>}
                    cells={[
                      {
                        key: 'entry',
                        label: say('entry'),
                        value: immunisationLine(record, sayField, dates),
                      },
                    ]}
                  />
                ))}
              </Table>
            </Card>
            {open ? <OhDecision page={page} /> : null}
          </div>
        </div>
      </div>
    </div>
  );
}

function OhDecision({ page }: { page: OhReleasePage }) {
  const say = useWords(sourceWords);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [asking, setAsking] = useState<'send' | 'refuse' | null>(null);
  const [note, setNote] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const organisation = page.asker.name;
  const send = say('sendRecords', { n: page.records.length, organisation });

  const decide = (release: boolean) => {
    if (acting.isPending) return;
    if (!release && note.trim() === '') {
      setProblems([{ field: 'note', message: say('needNote') }]);
      return;
    }
    acting.mutate(
      {
        command: release
          ? { kind: 'release_oh', id: page.id, previewed: page.digest }
          : { kind: 'refuse_oh', id: page.id, note: note.trim() },
      },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') {
            setProblems([problemOf(answer.error, language)]);
            if (release) setAsking(null);
            return;
          }
          setAsking(null);
          announce(say('decisionSaved'));
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Card title={say('decision')}>
      {asking === 'refuse' ? null : <ErrorSummary problems={problems} idOf={(field) => field} />}
      <div className="form-actions">
        <Button look="main" onClick={() => setAsking('send')}>
          {send}
        </Button>
        <Button look="destructive" onClick={() => setAsking('refuse')}>
          {say('doNotSend')}
        </Button>
      </div>
      <Confirm
        title={say('confirmTitle', { organisation })}
        open={asking === 'send'}
        confirm={send}
        onConfirm={() => decide(true)}
        onClose={() => setAsking(null)}
      >
        <p>{say('confirmText')}</p>
      </Confirm>
      <Dialog
        title={say('doNotSendTitle')}
        open={asking === 'refuse'}
        onClose={() => setAsking(null)}
        role="alertdialog"
        foot={
          <>
            <Button look="destructive" onClick={() => decide(false)}>
              {say('doNotSend')}
            </Button>
            <Button onClick={() => setAsking(null)}>{say('cancel')}</Button>
          </>
        }
      >
        <p>{say('doNotSendText', { organisation })}</p>
        <Form problems={problems} onSubmit={() => decide(false)}>
          <TextArea
            name="note"
            label={say('ohNote')}
            hint={say('ohNoteHint')}
            value={note}
            onChange={setNote}
          />
        </Form>
      </Dialog>
    </Card>
  );
}
