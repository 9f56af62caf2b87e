// Ctrl+K: pages and commands by their words, in any order. It says what was searched.
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import { Icon, type IconName } from '../kit/Icon';
import { useWords } from '../kit/language';
import { words } from './words';

export interface Target {
  readonly id: string;
  readonly kind: 'page' | 'command';
  readonly label: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly go: () => void;
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Those whose label has every word that was typed, in any order. */
export const matching = (targets: readonly Target[], typed: string): readonly Target[] => {
  const asked = plain(typed).split(/\s+/).filter(Boolean);
  return targets.filter((target) => asked.every((word) => plain(target.label).includes(word)));
};

interface PaletteProps {
  readonly open: boolean;
  readonly targets: readonly Target[];
  readonly onClose: () => void;
}

export function Palette({ open, targets, onClose }: PaletteProps) {
  const say = useWords(words);
  return (
    <ModalOverlay
      className="scrim"
      isOpen={open}
      isDismissable
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Modal className="palette">
        <AriaDialog aria-label={say('paletteTitle')}>
          <Search targets={targets} onClose={onClose} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function Search({ targets, onClose }: Omit<PaletteProps, 'open'>) {
  const say = useWords(words);
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(() => matching(targets, typed), [targets, typed]);
  const current = found[Math.min(at, found.length - 1)];

  const choose = (target: Target) => {
    onClose();
    target.go();
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((Math.max(at, 0) + step + found.length) % Math.max(found.length, 1));
    } else if (event.key === 'Enter' && current) {
      event.preventDefault();
      choose(current);
    }
  };
  return (
    <>
      <div className="query">
        <Icon name="search" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette opens to be typed in
          autoFocus
          role="combobox"
          aria-label={say('find')}
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${current.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={keys}
        />
        <kbd>Esc</kbd>
      </div>
      {found.length === 0 ? <p className="loading">{say('paletteNone')}</p> : null}
      <div role="listbox" id={`${id}-list`} aria-label={say('paletteTitle')} tabIndex={-1}>
        {found.map((target) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the input above
          <div
            key={target.id}
            role="option"
            tabIndex={-1}
            id={`${id}-${target.id}`}
            aria-selected={target === current}
            data-focused={target === current || undefined}
            onClick={() => choose(target)}
          >
            <Icon name={target.icon} />
            <span className="grow">{target.label}</span>
            <span className="meta">{say(`kind_${target.kind}`)}</span>
            {target.keys ? <kbd>{target.keys}</kbd> : null}
          </div>
        ))}
      </div>
      <div className="foot">{say('paletteFoot')}</div>
    </>
  );
}
