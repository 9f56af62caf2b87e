// The documents kept with an applicant: listed, added, opened, saved as a copy and removed.
import { useState } from 'react';
import type { DocumentRow, ShownDocument } from '../../bindings';
import { isPicture, useOpenDocument, useSaveDocument } from '../../data/files';
import { useRead } from '../../data/read';
import { Button } from '../../kit/Button';
import { Card } from '../../kit/Card';
import { Dialog } from '../../kit/Dialog';
import { ErrorSummary, type Problem } from '../../kit/Form';
import { useDates, useLanguage, useWords } from '../../kit/language';
import { Note } from '../../kit/Note';
import { Row, Table } from '../../kit/Table';
import { Tag } from '../../kit/Tag';
import { documentWords, sizeText } from '../../terms/documents';
import { brokenProblem, problemOf } from '../../terms/refusals';
import { AddDocument } from './AddDocument';
import { RemoveDocument } from './RemoveDocument';
import { words } from './words';

interface DocumentsProps {
  readonly applicant: string;
  /** Whether documents may be added and removed. */
  readonly mayAct: boolean;
  /** Whether the applicant is still one. */
  readonly open: boolean;
}

export function Documents({ applicant, mayAct, open }: DocumentsProps) {
  const say = useWords(words);
  const sayKind = useWords(documentWords);
  const dates = useDates();
  const { language } = useLanguage();
  const rows = useRead('documents', { applicant }).data;
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<DocumentRow | null>(null);
  const [shown, setShown] = useState<ShownDocument | null>(null);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const opening = useOpenDocument();
  const saving = useSaveDocument();
  const broken = () => setProblems([brokenProblem(language)]);
  const show = (row: DocumentRow) => {
    if (opening.isPending) return;
    setProblems([]);
    opening.mutate(row.id, {
      onSuccess: (answer) => {
        if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
        else setShown(answer.data);
      },
      onError: broken,
    });
  };
  const save = (row: DocumentRow) => {
    if (saving.isPending) return;
    setProblems([]);
    setSavedAt(null);
    saving.mutate(row.id, {
      onSuccess: (answer) => {
        if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
        else setSavedAt(answer.data.path);
      },
      onError: broken,
    });
  };
  return (
    <Card title={say('documents')} flush>
      <div className="card-body">
        <ErrorSummary problems={problems} idOf={(field) => field} />
        <div role="status">
          {savedAt === null ? null : (
            <Note tone="warn" icon="document" title={say('copySaved', { path: savedAt })}>
              <p>{say('copyText')}</p>
            </Note>
          )}
        </div>
        {rows?.length === 0 ? <p className="muted">{say('noDocuments')}</p> : null}
        {mayAct && open ? (
          <div className="form-actions">
            <Button onClick={() => setAdding(true)}>{say('addDocument')}</Button>
          </div>
        ) : null}
      </div>
      {rows && rows.length > 0 ? (
        <Table
          label={say('documents')}
          columns={[
            { key: 'name', label: say('documentName') },
            { key: 'kind', label: say('documentKind') },
            { key: 'added', label: say('added') },
            { key: 'action', label: say('action'), silent: true },
          ]}
        >
          {rows.map((row) => (
            <Row
              key={row.id}
              head={
                <>
                  <span className="two strong">{row.name}</span>
                  <span className="meta">{sizeText(row.size, language)}</span>
                </>
              }
              cells={[
                { key: 'kind', label: say('documentKind'), value: sayKind(row.kind) },
                {
                  key: 'added',
                  label: say('added'),
                  value: (
                    <>
                      <span className="two">{dates.momentFirst(row.added_at)}</span>
                      {row.added_by ? (
                        <span className="meta">{say('byWhom', { name: row.added_by })}</span>
                      ) : null}
                      {row.waiting ? (
                        <Tag tone="warn" icon="clock">
                          {say('documentWaits')}
                        </Tag>
                      ) : null}
                    </>
                  ),
                },
                {
                  key: 'action',
                  value: row.removed ? (
                    <>
                      <span className="two">
                        {say('removedWhen', { when: dates.moment(row.removed.at) })}
                      </span>
                      <span className="meta">
                        {row.removed.by
                          ? say('removedBy', { name: row.removed.by, reason: row.removed.reason })
                          : row.removed.reason}
                      </span>
                    </>
                  ) : (
                    <span className="form-actions">
                      {isPicture(row.media) ? (
                        <Button
                          small
                          aria-label={say('openOf', { name: row.name })}
                          onClick={() => show(row)}
                        >
                          {say('open')}
                        </Button>
                      ) : null}
                      <Button
                        small
                        aria-label={say('saveCopyOf', { name: row.name })}
                        onClick={() => save(row)}
                      >
                        {say('saveCopy')}
                      </Button>
                      {mayAct ? (
                        <Button
                          small
                          look="destructive"
                          aria-label={say('removeOf', { name: row.name })}
                          onClick={() => setRemoving(row)}
                        >
                          {say('remove')}
                        </Button>
                      ) : null}
                    </span>
                  ),
                },
              ]}
            />
          ))}
        </Table>
      ) : null}
      {adding ? <AddDocument applicant={applicant} onClose={() => setAdding(false)} /> : null}
      {removing ? <RemoveDocument document={removing} onClose={() => setRemoving(null)} /> : null}
      {shown ? (
        <Dialog title={shown.name} open wide onClose={() => setShown(null)}>
          <img
            className="picture"
            src={`data:${shown.media};base64,${shown.content}`}
            alt={say('pictureOf', { name: shown.name })}
          />
        </Dialog>
      ) : null}
    </Card>
  );
}
