// Help: what saving and sending mean, and the keys.
import { Dialog } from '../kit/Dialog';
import { useWords } from '../kit/language';
import { Row, Table } from '../kit/Table';
import { words } from './words';

const keys = [
  ['palette', 'Ctrl+K'],
  ['keys', '? · Ctrl+/ · F1'],
  ['panes', 'F6 · Shift+F6'],
  ['pages', 'Alt+1 … Alt+9'],
  ['rows', '↑ ↓ Enter'],
  ['new', 'Ctrl+N'],
  ['save', 'Ctrl+S'],
  ['submit', 'Ctrl+Enter'],
  ['undo', 'Ctrl+Z'],
  ['sync', 'F5'],
  ['lock', 'Ctrl+L'],
  ['close', 'Esc'],
] as const;

interface KeyListProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Whether a question mark by itself opens this list, and how to change it (WCAG 2.1.4). */
  readonly questionMark: boolean;
  readonly onQuestionMark: (on: boolean) => void;
}

export function KeyList({ open, onClose, questionMark, onQuestionMark }: KeyListProps) {
  const say = useWords(words);
  return (
    <Dialog title={say('keysTitle')} open={open} onClose={onClose} wide>
      <p>{say('helpText')}</p>
      <Table
        label={say('keysTitle')}
        columns={[
          { key: 'does', label: say('keyDoes') },
          { key: 'key', label: say('key') },
        ]}
      >
        {keys.map(([does, stroke]) => (
          <Row
            key={does}
            head={say(`does_${does}`)}
            cells={[{ key: 'key', value: <kbd>{stroke}</kbd> }]}
          />
        ))}
      </Table>
      <label>
        <input
          type="checkbox"
          checked={questionMark}
          onChange={(event) => onQuestionMark(event.target.checked)}
        />
        {say('questionMark')}
      </label>
    </Dialog>
  );
}
