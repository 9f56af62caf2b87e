// What a person asked for, in words: the verbs of the commands.
import type { WorkItem } from '../bindings';
import { catalogue, type Language, wording } from '../kit/words';

export const verbWords = catalogue({
  'applicant.withdraw': { en: 'Withdraw an applicant', cy: 'Tynnu ymgeisydd yn ôl' },
  'applicant.change': {
    en: 'Change what was agreed with an applicant',
    cy: 'Newid yr hyn a gytunwyd gydag ymgeisydd',
  },
  'applicant.say_earlier_service': {
    en: 'Record whether there is earlier NHS service',
    cy: 'Cofnodi a oes gwasanaeth GIG cynharach',
  },
  'document.add': { en: 'Add a document', cy: 'Ychwanegu dogfen' },
  'document.remove': { en: 'Remove a document', cy: 'Tynnu dogfen' },
  'transfer.request': { en: 'Ask for a record', cy: 'Gofyn am gofnod' },
  'transfer.withdraw': { en: 'Withdraw a transfer request', cy: 'Tynnu cais trosglwyddo yn ôl' },
  'transfer.reply': { en: 'Answer a question about a request', cy: 'Ateb cwestiwn am gais' },
  'transfer.withdraw_consent': {
    en: 'Record that consent was withdrawn',
    cy: 'Cofnodi bod cydsyniad wedi’i dynnu’n ôl',
  },
  'enquiry.ask_more': { en: 'Ask for more', cy: 'Gofyn am ragor' },
  'enquiry.withdraw_consent': {
    en: 'Record that consent was withdrawn',
    cy: 'Cofnodi bod cydsyniad wedi’i dynnu’n ôl',
  },
  'enquiry.recall': { en: 'Recall a record', cy: 'Galw cofnod yn ôl' },
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
  'recruitment_part.take_out': {
    en: 'Take out what was accepted for recruitment',
    cy: 'Tynnu allan yr hyn a dderbyniwyd ar gyfer recriwtio',
  },
  'learning_part.take_out': {
    en: 'Take out what was accepted for learning',
    cy: 'Tynnu allan yr hyn a dderbyniwyd ar gyfer dysgu',
  },
  'oh_part.take_out': {
    en: 'Take out what was accepted for OH',
    cy: 'Tynnu allan yr hyn a dderbyniwyd ar gyfer IG',
  },
  'incident.close': { en: 'Close an incident', cy: 'Cau digwyddiad' },
  'notice.read': { en: 'Read a notice', cy: 'Darllen hysbysiad' },
  'notice.finish': { en: 'Take a notice off the list', cy: 'Tynnu hysbysiad oddi ar y rhestr' },
  'notice.claim': { en: 'Take work out of the queue', cy: 'Cymryd gwaith o’r ciw' },
  'notice.put_back': { en: 'Put work back into the queue', cy: 'Rhoi gwaith yn ôl yn y ciw' },
  'notice.pass': { en: 'Pass work to a colleague', cy: 'Trosglwyddo gwaith i gydweithiwr' },
  'delegation.make': { en: 'Have a colleague stand in', cy: 'Cael cydweithiwr i ddirprwyo' },
  'delegation.end': { en: 'End a delegation', cy: 'Rhoi pen ar ddirprwyaeth' },
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
