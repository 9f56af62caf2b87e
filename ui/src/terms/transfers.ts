// The state of a transfer: one computation and one wording for its list, its page and the search.
import type { PartStage, TransferRow } from '../bindings';
import { catalogue } from '../kit/words';

export type TransferState = TransferRow['stage']['kind'] | 'waiting_to_send' | 'reviewed';

/** Nothing is left to do on a part. */
export const isOver = (stage: PartStage | undefined): boolean =>
  stage === 'decided' || stage === 'not_coming' || stage === 'recalled';

export const transferState = (
  row: Pick<TransferRow, 'stage' | 'parts' | 'waiting'>,
): TransferState => {
  if (row.waiting && row.stage.kind === 'requested') return 'waiting_to_send';
  if (row.stage.kind === 'released' && Object.values(row.parts).every(isOver)) return 'reviewed';
  return row.stage.kind;
};

export const transferWords = catalogue({
  stage_waiting_to_send: { en: 'Waiting to send', cy: 'Yn aros i’w anfon' },
  stage_requested: { en: 'Asked', cy: 'Gofynnwyd' },
  stage_awaiting_approval: { en: 'With their approver', cy: 'Gyda’u cymeradwywr' },
  stage_released: { en: 'Ready to review', cy: 'Yn barod i’w adolygu' },
  stage_reviewed: { en: 'Reviewed', cy: 'Wedi’i adolygu' },
  stage_refused: { en: 'Refused', cy: 'Gwrthodwyd' },
  stage_more_asked: { en: 'They ask you something', cy: 'Maent yn gofyn rhywbeth i chi' },
  stage_consent_withdrawn: { en: 'Consent withdrawn', cy: 'Cydsyniad wedi’i dynnu’n ôl' },
  stage_lapsed: { en: 'Nobody answered', cy: 'Nid atebodd neb' },
  stage_recalled: { en: 'Recalled', cy: 'Wedi’i alw’n ôl' },
  stage_withdrawn: { en: 'Withdrawn', cy: 'Tynnwyd yn ôl' },
});
