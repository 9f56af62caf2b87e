// A dialog asks only when something leaves the organisation, tells a person, or cannot be reversed.
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './Button';
import { useWords } from './language';
import { phrases } from './phrases';

interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The buttons at the foot; a close button when left out. */
  readonly foot?: ReactNode;
  readonly role?: 'dialog' | 'alertdialog';
  readonly wide?: boolean;
}

export function Dialog(props: DialogProps) {
  const { title, open, onClose, children, foot, role = 'dialog', wide = false } = props;
  const say = useWords(phrases);
  return (
    <ModalOverlay
      className="scrim"
      isOpen={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      isDismissable={role === 'dialog'}
    >
      <Modal className={wide ? 'dialog wide' : 'dialog'}>
        <AriaDialog role={role}>
          <div className="dialog-body">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {children}
          </div>
          <div className="dialog-foot">
            {foot ?? <Button onClick={onClose}>{say('close')}</Button>}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly open: boolean;
  /** Verb and object: «Release 11 fields to Ashdale». */
  readonly confirm: string;
  readonly destructive?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Confirm(props: ConfirmProps) {
  const { title, open, confirm, destructive = false, onConfirm, onClose, children } = props;
  const say = useWords(phrases);
  return (
    <Dialog
      title={title}
      open={open}
      onClose={onClose}
      role="alertdialog"
      foot={
        <>
          <Button look={destructive ? 'destructive' : 'main'} onClick={onConfirm}>
            {confirm}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
