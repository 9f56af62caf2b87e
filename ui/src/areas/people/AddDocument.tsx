// A file is chosen on this computer, named, and kept with an applicant. The limits are said beforehand.
import { useState } from 'react';
import { type DocumentKind, largestFile } from '../../bindings';
import { useAddDocument } from '../../data/files';
import { Button } from '../../kit/Button';
import { Dialog } from '../../kit/Dialog';
import { FileInput } from '../../kit/FileInput';
import { Form, type Problem } from '../../kit/Form';
import { useAnnounce } from '../../kit/LiveRegion';
import { useLanguage, useWords } from '../../kit/language';
import { Radios } from '../../kit/Options';
import { TextInput } from '../../kit/TextInput';
import { documentKinds, documentWords } from '../../terms/documents';
import { brokenProblem, problemOf, refusalOf } from '../../terms/refusals';
import { words } from './words';

interface AddProps {
  readonly applicant: string;
  readonly onClose: () => void;
}

export function AddDocument({ applicant, onClose }: AddProps) {
  const say = useWords(words);
  const sayKind = useWords(documentWords);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState<DocumentKind | null>(null);
  const [name, setName] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const adding = useAddDocument();
  const choose = (chosen: File | null) => {
    // A name that was typed is not typed over.
    if (name === '' || name === file?.name) setName(chosen?.name ?? '');
    setFile(chosen);
  };
  const submit = () => {
    if (adding.isPending) return;
    if (file === null || kind === null) {
      setProblems([
        ...(file === null ? [{ field: 'file', message: say('needFile') }] : []),
        ...(kind === null ? [{ field: 'kind', message: say('needKind') }] : []),
      ]);
      return;
    }
    // It would be read as a whole only to be told so.
    if (file.size > largestFile) {
      setProblems([{ field: 'file', message: refusalOf('file_too_large', language) }]);
      return;
    }
    adding.mutate(
      { applicant, kind, name, file },
      {
        onSuccess: (answer) => {
          if (answer.status === 'error') setProblems([problemOf(answer.error, language)]);
          else {
            announce(say('documentSaved'));
            onClose();
          }
        },
        onError: () => setProblems([brokenProblem(language)]),
      },
    );
  };
  return (
    <Dialog
      title={say('addTitle')}
      open
      onClose={onClose}
      foot={
        <>
          <Button look="main" onClick={submit}>
            {say('saveDocument')}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <Form problems={problems} onSubmit={submit}>
        <FileInput
          name="file"
          label={say('file')}
          hint={say('fileHint')}
          accept=".pdf,.png,.jpg,.jpeg"
          onChange={choose}
        />
        <Radios
          name="kind"
          label={say('documentShows')}
          options={documentKinds.map((value) => ({ value, label: sayKind(value) }))}
          value={kind}
          onChange={setKind}
        />
        <TextInput
          name="name"
          label={say('documentName')}
          hint={say('nameHint')}
          value={name}
          onChange={setName}
        />
      </Form>
    </Dialog>
  );
}
