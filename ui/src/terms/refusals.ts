// Why something is refused, in words a person can act on: what happened, then what would make it pass.
import type { Refusal } from '../bindings';
import type { Problem } from '../kit/Form';
import { catalogue, type Language, wording } from '../kit/words';

export const refusalWords = catalogue({
  applicant_unknown: {
    en: 'This applicant is not on record any more',
    cy: 'Nid yw’r ymgeisydd hwn ar gofnod mwyach',
  },
  applicant_withdrawn: {
    en: 'The applicant has been withdrawn, so their record cannot be asked for',
    cy: 'Mae’r ymgeisydd wedi’i dynnu’n ôl, felly ni ellir gofyn am ei gofnod',
  },
  already_asked: {
    en: 'This organisation has already been asked for this applicant’s record',
    cy: 'Gofynnwyd eisoes i’r sefydliad hwn am gofnod yr ymgeisydd hwn',
  },
  already_there: {
    en: 'This was made before. There is nothing more to do',
    cy: 'Gwnaed hyn o’r blaen. Nid oes dim mwy i’w wneud',
  },
  source_is_own: {
    en: 'Choose an organisation other than your own',
    cy: 'Dewiswch sefydliad heblaw eich un chi',
  },
  source_unknown: {
    en: 'This organisation cannot be asked through Muster. Choose another',
    cy: 'Ni ellir gofyn i’r sefydliad hwn drwy Muster. Dewiswch un arall',
  },
  ni_number_invalid: {
    en: 'Enter a National Insurance number: two letters, six digits and a letter A to D',
    cy: 'Rhowch rif Yswiriant Gwladol: dwy lythyren, chwe digid a llythyren A i D',
  },
  date_of_birth_implausible: {
    en: 'Enter a date of birth between 14 and 100 years ago',
    cy: 'Rhowch ddyddiad geni rhwng 14 a 100 mlynedd yn ôl',
  },
  last_name_missing: {
    en: 'Enter the last name as the other organisation will have it',
    cy: 'Rhowch yr enw olaf fel y bydd gan y sefydliad arall',
  },
  consent_in_future: {
    en: 'The day consent was given cannot be in the future',
    cy: 'Ni all y diwrnod y rhoddwyd cydsyniad fod yn y dyfodol',
  },
  consent_too_old: {
    en: 'Consent was given more than a year ago. Ask the applicant again',
    cy: 'Rhoddwyd cydsyniad dros flwyddyn yn ôl. Gofynnwch i’r ymgeisydd eto',
  },
  not_found: {
    en: 'This is not on record any more',
    cy: 'Nid yw hwn ar gofnod mwyach',
  },
  not_open: {
    en: 'This transfer has already been released or ended',
    cy: 'Mae’r trosglwyddiad hwn eisoes wedi’i ryddhau neu ei ddiweddu',
  },
  reason_missing: { en: 'Say why', cy: 'Dywedwch pam' },
  already_decided: {
    en: 'This has already been decided or ended',
    cy: 'Mae hyn eisoes wedi’i benderfynu neu ei ddiweddu',
  },
  own_request: {
    en: 'You asked for this record yourself. Somebody else must decide',
    cy: 'Chi a ofynnodd am y cofnod hwn. Rhaid i rywun arall benderfynu',
  },
  not_a_candidate: {
    en: 'Choose who is meant',
    cy: 'Dewiswch pwy a olygir',
  },
  does_not_match: {
    en: 'This person’s details do not match what was asked. Choose another, or refuse',
    cy: 'Nid yw manylion y person hwn yn cyfateb i’r hyn a ofynnwyd. Dewiswch un arall, neu wrthod',
  },
  nothing_chosen: {
    en: 'Choose at least one',
    cy: 'Dewiswch o leiaf un',
  },
  preview_changed: {
    en: 'The record has changed since you looked at what would leave. Look at it again',
    cy: 'Mae’r cofnod wedi newid ers i chi edrych ar yr hyn a fyddai’n gadael. Edrychwch arno eto',
  },
  note_missing: {
    en: 'Say why, so that the other organisation knows what to do',
    cy: 'Dywedwch pam, fel bod y sefydliad arall yn gwybod beth i’w wneud',
  },
  cannot_arrive: {
    en: 'This part cannot arrive now',
    cy: 'Ni all y rhan hon gyrraedd nawr',
  },
  no_such_item: {
    en: 'This part has changed. Open it again',
    cy: 'Mae’r rhan hon wedi newid. Agorwch hi eto',
  },
  not_your_role: {
    en: 'None of your roles may do this. Ask somebody whose role may',
    cy: 'Ni chaiff yr un o’ch rolau wneud hyn. Gofynnwch i rywun y caiff ei rôl',
  },
  disk_full: {
    en: 'This computer’s disk is full, so nothing was saved. Make room, then try again',
    cy: 'Mae disg y cyfrifiadur hwn yn llawn, felly ni chadwyd dim. Gwnewch le, yna rhowch gynnig arall arni',
  },
  not_signed_in: {
    en: 'You are signed out. What you typed is still here',
    cy: 'Rydych wedi allgofnodi. Mae’r hyn a deipiwyd gennych yma o hyd',
  },
  already_sent: {
    en: 'This has been sent already and cannot be taken back here',
    cy: 'Mae hwn wedi’i anfon eisoes ac ni ellir ei dynnu’n ôl yma',
  },
  unknown: {
    en: 'This could not be done. Nothing was lost; try again, or tell your help desk',
    cy: 'Ni ellid gwneud hyn. Ni chollwyd dim; rhowch gynnig arall arni, neu rhowch wybod i’ch desg gymorth',
  },
});

type Code = keyof typeof refusalWords;

const isKnown = (code: string): code is Code => Object.hasOwn(refusalWords, code);

export const refusalText = (refusal: Refusal, language: Language): string =>
  wording(refusalWords[isKnown(refusal.code) ? refusal.code : 'unknown'], language);

/** A refusal as the form shows it: at its field, and in the summary. */
export const problemOf = (refusal: Refusal, language: Language): Problem => ({
  field: refusal.field,
  message: refusalText(refusal, language),
});

export const brokenProblem = (language: Language): Problem => ({
  field: null,
  message: wording(refusalWords.unknown, language),
});
