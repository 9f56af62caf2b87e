// What documents are called wherever they are named.
import type { DocumentKind } from '../bindings';
import { catalogue, type Language, wording } from '../kit/words';

export const documentWords = catalogue({
  consent_form: { en: 'Consent form', cy: 'Ffurflen gydsynio' },
  identity: { en: 'Proof of identity', cy: 'Prawf adnabod' },
  right_to_work: { en: 'Right to work', cy: 'Hawl i weithio' },
  qualification: { en: 'Qualification', cy: 'Cymhwyster' },
  other: { en: 'Other evidence', cy: 'Tystiolaeth arall' },
});

export const documentKinds: readonly DocumentKind[] = [
  'consent_form',
  'identity',
  'right_to_work',
  'qualification',
  'other',
];

const sizeWords = catalogue({
  kilobytes: { en: '{n} KB', cy: '{n} KB' },
  megabytes: { en: '{n} MB', cy: '{n} MB' },
});

/** How large a file is, as people say it. */
export const sizeText = (bytes: number, language: Language): string =>
  bytes < 1024 * 1024
    ? wording(sizeWords.kilobytes, language, { n: Math.max(1, Math.round(bytes / 1024)) })
    : wording(sizeWords.megabytes, language, { n: (bytes / 1024 / 1024).toFixed(1) });
