// Ending a request before it is released: the other organisation is told, so it asks first.
import type { Transfer } from '../../bindings';
import { useWords } from '../../kit/language';
import { SayDialog } from './SayDialog';
import { words } from './words';

interface WithdrawProps {
  readonly transfer: Transfer;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function WithdrawTransfer({ transfer, open, onClose }: WithdrawProps) {
  const say = useWords(words);
  return (
    <SayDialog
      title={say('withdrawTitle')}
      text={say('withdrawText', { name: transfer.source.name })}
      field={{ name: 'reason', label: say('withdrawWhy'), need: say('needReason') }}
      confirm={say('withdrawConfirm')}
      command={(reason) => ({
        noun: 'transfer',
        command: { do: 'withdraw', id: transfer.id, reason },
      })}
      open={open}
      onClose={onClose}
    />
  );
}
