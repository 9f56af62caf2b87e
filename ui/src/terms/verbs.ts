// What a person asked for, in words: the verbs of the commands.
import type { WorkItem } from '../bindings';
import { catalogue, type Language, wording } from '../kit/words';

export const verbWords = catalogue({
  'applicant.withdraw': { en: 'Withdraw an applicant', cy: 'Tynnu ymgeisydd yn ôl' },
  'applicant.change': {
    en: 'Change what was agreed with an applicant',
    cy: 'Newid yr hyn a gytunwyd gydag ymgeisydd',
  },
  'document.add': { en: 'Add a document', cy: 'Ychwanegu dogfen' },
  'document.remove': { en: 'Remove a document', cy: 'Tynnu dogfen' },
  'transfer.request': { en: 'Ask for a record', cy: 'Gofyn am gofnod' },
  'transfer.withdraw': { en: 'Withdraw a transfer request', cy: 'Tynnu cais trosglwyddo yn ôl' },
  'enquiry.release': { en: 'Release a record', cy: 'Rhyddhau cofnod' },
  'enquiry.refuse': { en: 'Refuse an enquiry', cy: 'Gwrthod ymholiad' },
  'oh_enquiry.release': { en: 'Send the OH part', cy: 'Anfon y rhan IG' },
  'oh_enquiry.refuse': { en: 'Do not send the OH part', cy: 'Peidio ag anfon y rhan IG' },
  'reference.fill': { en: 'Fill in a reference', cy: 'Llenwi geirda' },
  'reference.submit': { en: 'Send a reference', cy: 'Anfon geirda' },
  'reference.decline': { en: 'Decline a reference', cy: 'Gwrthod geirda' },
  'recruitment_part.decide': {
    en: 'Decide on what arrived for recruitment',
    cy: 'Penderfynu ar yr hyn a gyrhaeddodd ar gyfer recriwtio',
  },
  'learning_part.decide': {
    en: 'Decide on what arrived for learning',
    cy: 'Penderfynu ar yr hyn a gyrhaeddodd ar gyfer dysgu',
  },
  'oh_part.decide': {
    en: 'Decide on what arrived for OH',
    cy: 'Penderfynu ar yr hyn a gyrhaeddodd ar gyfer IG',
  },
  'notice.read': { en: 'Read a notice', cy: 'Darllen hysbysiad' },
  'notice.finish': { en: 'Take a notice off the list', cy: 'Tynnu hysbysiad oddi ar y rhestr' },
  'record.read': { en: 'A look at an OH record, noted', cy: 'Golwg ar gofnod IG, wedi’i nodi' },
  other: { en: 'Other work', cy: 'Gwaith arall' },
  about: { en: '{what}: {who}', cy: '{what}: {who}' },
});

type Verb = keyof typeof verbWords;

const isVerb = (verb: string): verb is Verb => Object.hasOwn(verbWords, verb);

export const verbText = (verb: string, language: Language): string =>
  wording(verbWords[isVerb(verb) ? verb : 'other'], language);

/** What was asked, and about whom where that is known here. */
export const workText = (item: WorkItem, language: Language): string => {
  const what = verbText(item.verb, language);
  return item.subject === null
    ? what
    : wording(verbWords.about, language, { what, who: item.subject });
};
