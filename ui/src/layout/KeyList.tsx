// Help: what saving and sending mean, and the keys.
import { Dialog } from '../kit/Dialog';
import { useWords } from '../kit/language';
import { Row, Table } from '../kit/Table';
import { words } from './words';

const keys = [
  ['palette', 'Ctrl+K'],
  ['keys', 'Ctrl+/ · F1'],
  ['panes', 'F6 · Shift+F6'],
  ['pages', 'Alt+1 … Alt+9'],
  ['rows', '↑ ↓ Enter'],
  ['new', 'Ctrl+N'],
  ['save', 'Ctrl+S'],
  ['submit', 'Ctrl+Enter'],
  ['sync', 'F5'],
  ['lock', 'Ctrl+L'],
  ['close', 'Esc'],
] as const;

export function KeyList({ open, onClose }: { open: boolean; onClose: () => void }) {
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
    </Dialog>
  );
}
