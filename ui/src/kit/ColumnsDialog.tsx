// Which columns a list has, in which order and how wide: buttons to move them, a number for the width.
import { useState } from 'react';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { useWords } from './language';
import { phrases } from './phrases';

export interface ColumnChoice {
  readonly key: string;
  readonly label: string;
  readonly shown: boolean;
  readonly width: number | null;
}

interface ColumnsProps {
  readonly columns: readonly ColumnChoice[];
  readonly onSave: (columns: readonly ColumnChoice[]) => void;
  readonly onClose: () => void;
}

export const moved = <T,>(all: readonly T[], from: number, by: -1 | 1): readonly T[] => {
  const next = [...all];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(from + by, 0, one);
  return next;
};

export function ColumnsDialog({ columns, onSave, onClose }: ColumnsProps) {
  const say = useWords(phrases);
  const [all, setAll] = useState(columns);
  const change = (key: string, to: Partial<ColumnChoice>) =>
    setAll(all.map((it) => (it.key === key ? { ...it, ...to } : it)));
  // A list without a column says nothing.
  const last = all.filter((it) => it.shown).length === 1;
  return (
    <Dialog
      title={say('columns')}
      open
      onClose={onClose}
      foot={
        <>
          <Button look="main" onClick={() => onSave(all)}>
            {say('showColumns')}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <ul className="columns">
        {all.map(({ key, label, shown, width }, n) => (
          <li key={key}>
            <label>
              <input
                type="checkbox"
                checked={shown}
                disabled={shown && last}
                onChange={(event) => change(key, { shown: event.target.checked })}
              />
              {label}
            </label>
            <label>
              <span className="hidden-text">{say('widthOf', { name: label })}</span>
              <input
                className="input width"
                type="number"
                min={4}
                max={80}
                value={width ?? ''}
                onChange={(event) =>
                  change(key, { width: event.target.value ? Number(event.target.value) : null })
                }
              />
            </label>
            <Button
              small
              aria-label={say('columnUp', { name: label })}
              aria-disabled={n === 0}
              onClick={() => {
                if (n > 0) setAll(moved(all, n, -1));
              }}
            >
              {say('up')}
            </Button>
            <Button
              small
              aria-label={say('columnDown', { name: label })}
              aria-disabled={n === all.length - 1}
              onClick={() => {
                if (n < all.length - 1) setAll(moved(all, n, 1));
              }}
            >
              {say('down')}
            </Button>
          </li>
        ))}
      </ul>
      <p className="meta">{say('widthHint')}</p>
    </Dialog>
  );
}
