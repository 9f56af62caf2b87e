// Occupational health decides on its own part: what would leave, and to whom; then send or not.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { OhEnquiryView } from '../../bindings';
import { useAct } from '../../data/act';
import { useRead } from '../../data/read';
import { held } from '../../data/record';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { Confirm, Dialog } from '../../kit/Dialog';
import { ErrorSummary, Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { PageHead } from '../../kit/PageHead';
import { Pane } from '../../kit/Pane';
import { Loading } from '../../kit/States';
import { Row, Table } from '../../kit/Table';
import { TextArea } from '../../kit/TextInput';
import { diseaseName, fieldWords, immunisationLine } from '../../terms/fields';
import { fullName } from '../../terms/names';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { ohReleaseRoute } from './routes';
import { sourceWords } from './sourceWords';

export function OhRelease() {
  const { id } = ohReleaseRoute.useParams();
  const view = held(useRead('ohEnquiryPage', { id }));
  return view ? <Shown view={view} /> : <Loading />;
}

function Shown({ view }: { view: OhEnquiryView }) {
  const say = useWords(sourceWords);
  const sayField = useWords(fieldWords);
  const dates = useDates();
  const page = view.enquiry;
  const name = fullName(page.name);
  const organisation = page.asker.name;
  const open = page.stage.kind === 'waiting' && !view.waiting && !view.own_request;
  return (
    <div className="page">
      <PageHead
        title={say('ohQuestion', { name, organisation })}
        windowTitle={say('ohWindow')}
        fact={say('askedByName', { name: page.asked_by.name, organisation })}
        path={[
          {
            key: 'list',
            link: (
              <Link to="/oh-releases" activeOptions={{ exact: true }}>
                {say('ohReleases')}
              </Link>
            ),
          },
          { key: 'here', link: <span aria-current="page">{name}</span> },
        ]}
      />
      <div className="split">
        <Pane label={say('ohWindow')}>
          <div className="cards">
            {view.waiting ? (
              <Note tone="flat" icon="computer" title={say('decisionWaiting')}>
                <p>
                  <Link to="/waiting">{say('seeWaiting')}</Link>
                </p>
              </Note>
            ) : null}
            {page.stage.kind === 'released' && !view.waiting ? (
              <Note tone="flat" icon="check" title={say('ohSent')} />
            ) : null}
            {page.stage.kind === 'refused' && !view.waiting ? (
              <Note tone="flat" icon="stop" title={say('ohNotSent')}>
                <p>{page.stage.note}</p>
              </Note>
            ) : null}
            {page.stage.kind === 'ended' ? (
              <Note tone="flat" icon="close" title={say('decidedEnded')} />
            ) : null}
            {view.own_request && page.stage.kind === 'waiting' ? (
              <Note tone="warn" icon="alert" title={say('ownRequest')} />
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
                {view.items.map((record) => (
                  <Row
                    key={`${record.disease}-${record.vaccine}-${record.on}-${record.dose}`}
                    head={<span className="strong">{diseaseName(record.disease, sayField)}</span>}
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
            {open ? <OhDecision view={view} /> : null}
          </div>
        </Pane>
      </div>
    </div>
  );
}

function OhDecision({ view }: { view: OhEnquiryView }) {
  const say = useWords(sourceWords);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [asking, setAsking] = useState<'send' | 'refuse' | null>(null);
  const [note, setNote] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const acting = useAct();
  const page = view.enquiry;
  const organisation = page.asker.name;
  const send = say('sendRecords', { n: view.items.length, organisation });

  const decide = (release: boolean) => {
    if (acting.isPending) return;
    if (!release && note.trim() === '') {
      setProblems([{ field: 'note', message: say('needNote') }]);
      return;
    }
    acting.mutate(
      {
        command: {
          noun: 'oh_enquiry',
          command: release
            ? { do: 'release', id: page.id, previewed: view.digest }
            : { do: 'refuse', id: page.id, note: note.trim() },
        },
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
