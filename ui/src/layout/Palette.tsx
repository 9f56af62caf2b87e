// Ctrl+K: people, requests, work, pages and commands by their words, in any order; before anything is
// typed, what was opened lately. It says what was searched.
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import type { FindAnswer } from '../bindings';
import { useRead } from '../data/read';
import { Icon, type IconName } from '../kit/Icon';
import { useWords } from '../kit/language';
import { fullName } from '../terms/names';
import { transferState, transferWords } from '../terms/transfers';
import type { Recent } from './recent';
import { words } from './words';

export interface Target {
  readonly id: string;
  readonly label: string;
  /** What it is and where it stands, in words. */
  readonly detail: string;
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
  readonly recent: Recent;
  readonly onClose: () => void;
}

export function Palette({ open, targets, recent, onClose }: PaletteProps) {
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
          <Search targets={targets} recent={recent} onClose={onClose} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

const nothing: FindAnswer = {
  people: [],
  transfers: [],
  enquiries: [],
  notices: [],
  more: false,
};

/** What was found of records; while the next answer is on its way, the last one. */
function useFound(typed: string, recent: Recent): { found: readonly Target[]; more: boolean } {
  const say = useWords(words);
  const sayState = useWords(transferWords);
  const navigate = useNavigate();
  const lately = useRead('recent', {
    people: [...recent.people],
    transfers: [...recent.transfers],
    enquiries: [...recent.enquiries],
  }).data;
  const next = useRead('find', { typed }).data;
  const [last, setAnswer] = useState(nothing);
  const answer = typed.trim() === '' ? (lately ?? nothing) : last;
  useEffect(() => {
    if (next) setAnswer(next);
  }, [next]);
  const found = useMemo(
    (): readonly Target[] => [
      ...answer.people.map((row) => ({
        id: row.id,
        label: fullName(row.name),
        detail: row.employee_number
          ? say('foundEmployee', { number: row.employee_number })
          : say(row.standing === 'applicant' ? 'foundApplicant' : 'kind_person'),
        icon: 'person' as const,
        go: () => void navigate({ to: '/people/$id', params: { id: row.id } }),
      })),
      ...answer.transfers.map((row) => ({
        id: row.id,
        label: fullName(row.name),
        detail: `${say('foundTransfer', { source: row.source.name })} · ${sayState(`stage_${transferState(row)}`)}`,
        icon: 'transfer' as const,
        go: () => void navigate({ to: '/transfers/$id', params: { id: row.id } }),
      })),
      ...answer.enquiries.map((row) => ({
        id: row.id,
        label: row.last_name ?? '',
        detail: say('foundEnquiry', { asker: row.asker.name }),
        icon: 'building' as const,
        go: () => void navigate({ to: '/enquiries/$id', params: { id: row.id } }),
      })),
      ...answer.notices.map((row) => ({
        id: row.id,
        label: row.subject ?? row.other,
        detail: say(row.done ? 'foundEnded' : 'foundNotice', { other: row.other }),
        icon: 'home' as const,
        go: () =>
          void navigate({ to: '/work', search: row.done ? { tab: 'done' } : { open: row.id } }),
      })),
    ],
    [answer, say, sayState, navigate],
  );
  return { found, more: answer.more };
}

function Search({ targets, recent, onClose }: Omit<PaletteProps, 'open'>) {
  const say = useWords(words);
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const records = useFound(typed, recent);
  const found = useMemo(
    () => [...records.found, ...matching(targets, typed)],
    [records.found, targets, typed],
  );
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
            <span className="meta">{target.detail}</span>
            {target.keys ? <kbd>{target.keys}</kbd> : null}
          </div>
        ))}
      </div>
      <div className="foot">
        {records.more ? <strong>{say('paletteMore')}</strong> : null}
        <span>{say('paletteFoot')}</span>
      </div>
    </>
  );
}
