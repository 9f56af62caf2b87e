// Why something is refused, in words a person can act on: what happened, then what would make it pass.
import type { ActError, FileError, NotTaken, ReadError } from '../bindings';
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
  held_by: {
    en: '{by} has this. Ask them to put it back, or choose something else',
    cy: 'Mae hwn gan {by}. Gofynnwch iddynt ei roi’n ôl, neu dewiswch rywbeth arall',
  },
  not_held: {
    en: 'This is in the queue already',
    cy: 'Mae hwn yn y ciw eisoes',
  },
  nothing_to_do: {
    en: 'This only informs. Take note of it instead',
    cy: 'Er gwybodaeth yn unig y mae hwn. Cymerwch sylw ohono yn lle hynny',
  },
  already_done: {
    en: 'This has been done meanwhile',
    cy: 'Mae hwn wedi’i wneud yn y cyfamser',
  },
  not_a_colleague: {
    en: 'Choose somebody who works for the same team',
    cy: 'Dewiswch rywun sy’n gweithio i’r un tîm',
  },
  already_theirs: {
    en: '{to} has this already',
    cy: 'Mae hwn gan {to} eisoes',
  },
  note_too_long: {
    en: 'Make the note shorter: at most 500 letters',
    cy: 'Gwnewch y nodyn yn fyrrach: 500 llythyren ar y mwyaf',
  },
  not_your_team: {
    en: 'You are not of this team',
    cy: 'Nid ydych yn aelod o’r tîm hwn',
  },
  to_yourself: {
    en: 'Choose somebody other than yourself',
    cy: 'Dewiswch rywun heblaw chi eich hun',
  },
  delegate_not_of_team: {
    en: 'Choose somebody who works for the same team',
    cy: 'Dewiswch rywun sy’n gweithio i’r un tîm',
  },
  starts_in_past: {
    en: 'The first day cannot be in the past',
    cy: 'Ni all y diwrnod cyntaf fod yn y gorffennol',
  },
  days_out_of_order: {
    en: 'Enter a last day on or after the first, and at most a year after it',
    cy: 'Rhowch ddiwrnod olaf ar y diwrnod cyntaf neu ar ei ôl, a blwyddyn ar ei ôl ar y mwyaf',
  },
  already_delegated: {
    en: '{to} stands in for you on some of these days already. End that first, or choose other days',
    cy: 'Mae {to} eisoes yn dirprwyo ar eich rhan ar rai o’r dyddiau hyn. Rhowch ben ar hynny’n gyntaf, neu dewiswch ddyddiau eraill',
  },
  delegate_away: {
    en: '{to} has somebody stand in for them on some of these days. Choose somebody who is there',
    cy: 'Mae rhywun yn dirprwyo ar ran {to} ar rai o’r dyddiau hyn. Dewiswch rywun sydd yno',
  },
  standing_in: {
    en: 'You stand in for {from} on some of these days. What was handed to you is not handed on',
    cy: 'Rydych yn dirprwyo ar ran {from} ar rai o’r dyddiau hyn. Ni throsglwyddir ymlaen yr hyn a roddwyd i chi',
  },
  already_ended: {
    en: 'This has ended already',
    cy: 'Mae hwn wedi dod i ben eisoes',
  },
  consent_withdrawn: {
    en: 'The person has withdrawn their consent',
    cy: 'Mae’r person wedi tynnu ei gydsyniad yn ôl',
  },
  consent_already_withdrawn: {
    en: 'It is already recorded that consent was withdrawn',
    cy: 'Mae eisoes wedi’i gofnodi bod cydsyniad wedi’i dynnu’n ôl',
  },
  no_earlier_service: {
    en: 'It is recorded that this applicant has no earlier NHS service. Change that on the applicant first',
    cy: 'Mae wedi’i gofnodi nad oes gan yr ymgeisydd hwn wasanaeth GIG cynharach. Newidiwch hynny ar yr ymgeisydd yn gyntaf',
  },
  not_started_yet: {
    en: 'The final record can be asked for once the applicant has started. Set the start date on the applicant if they have',
    cy: 'Gellir gofyn am y cofnod terfynol unwaith y bydd yr ymgeisydd wedi dechrau. Pennwch y dyddiad dechrau ar yr ymgeisydd os yw wedi dechrau',
  },
  too_many_today: {
    en: 'No more records can be asked for today. Your approvers have been told. Send this again tomorrow',
    cy: 'Ni ellir gofyn am ragor o gofnodion heddiw. Dywedwyd wrth eich cymeradwywyr. Anfonwch hwn eto yfory',
  },
  nothing_asked: {
    en: 'No question waits for an answer',
    cy: 'Nid oes cwestiwn yn aros am ateb',
  },
  reply_empty: {
    en: 'Answer the question, or correct a detail',
    cy: 'Atebwch y cwestiwn, neu gywiro manylyn',
  },
  question_missing: {
    en: 'Write what you need to know',
    cy: 'Ysgrifennwch beth y mae angen i chi ei wybod',
  },
  already_asked_more: {
    en: 'The other organisation has been asked and has not answered yet',
    cy: 'Gofynnwyd i’r sefydliad arall ac nid yw wedi ateb eto',
  },
  not_released: {
    en: 'Nothing is released that could be recalled',
    cy: 'Nid oes dim wedi’i ryddhau y gellid ei alw’n ôl',
  },
  recalled: {
    en: 'The other organisation has recalled this: it was another person’s record',
    cy: 'Mae’r sefydliad arall wedi galw hwn yn ôl: cofnod person arall ydoedd',
  },
  nothing_to_take_out: {
    en: 'There is nothing to take out',
    cy: 'Nid oes dim i’w dynnu allan',
  },
  already_closed: {
    en: 'This incident has already been closed',
    cy: 'Mae’r digwyddiad hwn eisoes wedi’i gau',
  },
  reason_missing: { en: 'Say why', cy: 'Dywedwch pam' },
  post_missing: { en: 'Enter the post', cy: 'Rhowch y swydd' },
  starts_before_offer: {
    en: 'The start date cannot be before the day the offer was accepted',
    cy: 'Ni all y dyddiad dechrau fod cyn y diwrnod y derbyniwyd y cynnig',
  },
  nothing_changed: {
    en: 'It says so already. Nothing was changed',
    cy: 'Mae’n dweud hynny eisoes. Ni newidiwyd dim',
  },
  changed_meanwhile: {
    en: 'Somebody else has changed the same meanwhile',
    cy: 'Mae rhywun arall wedi newid yr un peth yn y cyfamser',
  },
  no_such_applicant: {
    en: 'This applicant is not on record any more',
    cy: 'Nid yw’r ymgeisydd hwn ar gofnod mwyach',
  },
  applicant_left: {
    en: 'The applicant has been withdrawn, so nothing more is kept with them',
    cy: 'Mae’r ymgeisydd wedi’i dynnu’n ôl, felly ni chedwir dim mwy gydag ef',
  },
  already_added: {
    en: 'This document was added before. There is nothing more to do',
    cy: 'Ychwanegwyd y ddogfen hon o’r blaen. Nid oes dim mwy i’w wneud',
  },
  already_removed: {
    en: 'This document has already been removed',
    cy: 'Mae’r ddogfen hon eisoes wedi’i thynnu',
  },
  name_missing: { en: 'Enter a name for the document', cy: 'Rhowch enw i’r ddogfen' },
  name_too_long: {
    en: 'The name must be 120 characters or fewer',
    cy: 'Rhaid i’r enw fod yn 120 nod neu lai',
  },
  name_taken: {
    en: 'Another document of this applicant has this name. Choose another name',
    cy: 'Mae gan ddogfen arall yr ymgeisydd hwn yr enw hwn. Dewiswch enw arall',
  },
  reference_consent: {
    en: 'Enter the day of the last year on which the applicant agreed to a reference',
    cy: 'Rhowch y diwrnod o’r flwyddyn ddiwethaf y cytunodd yr ymgeisydd i eirda',
  },
  offer_in_future: {
    en: 'The day of the conditional offer cannot be in the future',
    cy: 'Ni all diwrnod y cynnig amodol fod yn y dyfodol',
  },
  already_over: {
    en: 'This reference has already been sent, declined or ended',
    cy: 'Mae’r geirda hwn eisoes wedi’i anfon, ei wrthod neu ei ddiweddu',
  },
  reference_consent_expired: {
    en: 'The consent to a reference is more than a year old. Decline, so that they can ask again',
    cy: 'Mae’r cydsyniad i eirda yn fwy na blwydd oed. Gwrthodwch, fel y gallant ofyn eto',
  },
  sickness_withheld: {
    en: 'No conditional offer has been made, so nothing of sickness may be told',
    cy: 'Nid oes cynnig amodol wedi’i wneud, felly ni cheir dweud dim am salwch',
  },
  another_kind: {
    en: 'This is not what the form asks for here',
    cy: 'Nid dyma beth y mae’r ffurflen yn gofyn amdano yma',
  },
  not_answered: {
    en: 'This must be answered before the reference is sent',
    cy: 'Rhaid ateb hwn cyn anfon y geirda',
  },
  detail_missing: { en: 'Say what it is', cy: 'Dywedwch beth ydyw' },
  ends_before_it_begins: {
    en: 'The last day is before the first',
    cy: 'Mae’r diwrnod olaf cyn y cyntaf',
  },
  sickness_does_not_add: {
    en: 'Check episodes and days: each episode has at least a day, and two years have 731 at most',
    cy: 'Gwiriwch gyfnodau a dyddiau: mae o leiaf un diwrnod i bob cyfnod, a 731 ar y mwyaf mewn dwy flynedd',
  },
  warning_expired: {
    en: 'A warning that has ended is not told, unless it is about safeguarding. Take it out',
    cy: 'Ni ddywedir am rybudd sydd wedi dod i ben, oni bai ei fod ynghylch diogelu. Tynnwch ef allan',
  },
  completed_as_missing: {
    en: 'Say in which post you complete this reference',
    cy: 'Dywedwch ym mha swydd yr ydych yn cwblhau’r geirda hwn',
  },
  changed: {
    en: 'The reference has changed since you looked at it. Read it again',
    cy: 'Mae’r geirda wedi newid ers ichi edrych arno. Darllenwch ef eto',
  },
  media_not_taken: {
    en: 'The file must be a PDF, PNG or JPEG',
    cy: 'Rhaid i’r ffeil fod yn PDF, PNG neu JPEG',
  },
  file_empty: {
    en: 'The file is empty. Choose another',
    cy: 'Mae’r ffeil yn wag. Dewiswch un arall',
  },
  file_too_large: {
    en: 'The file must be 20 MB or smaller',
    cy: 'Rhaid i’r ffeil fod yn 20 MB neu lai',
  },
  parts_do_not_fit: {
    en: 'The file did not arrive whole. Withdraw this and add the file again',
    cy: 'Ni chyrhaeddodd y ffeil yn gyfan. Tynnwch hwn yn ôl ac ychwanegwch y ffeil eto',
  },
  file_missing: {
    en: 'Part of the file is no longer on this computer and never reached the server. Withdraw this and add the file again',
    cy: 'Nid yw rhan o’r ffeil ar y cyfrifiadur hwn mwyach ac ni chyrhaeddodd y gweinydd. Tynnwch hwn yn ôl ac ychwanegwch y ffeil eto',
  },
  gone: {
    en: 'This document has been removed, or is not yours to see any more',
    cy: 'Mae’r ddogfen hon wedi’i thynnu, neu nid yw’n eiddo i chi ei gweld mwyach',
  },
  not_here: {
    en: 'This document is not on this computer yet, and the server cannot be reached. Open it once you are online',
    cy: 'Nid yw’r ddogfen hon ar y cyfrifiadur hwn eto, ac ni ellir cyrraedd y gweinydd. Agorwch hi pan fyddwch ar-lein',
  },
  not_at_server: {
    en: 'The server does not have this document in full. Tell your help desk',
    cy: 'Nid oes gan y gweinydd y ddogfen hon yn gyfan. Rhowch wybod i’ch desg gymorth',
  },
  damaged: {
    en: 'This document is damaged and cannot be opened. Tell your help desk',
    cy: 'Mae’r ddogfen hon wedi’i difrodi ac ni ellir ei hagor. Rhowch wybod i’ch desg gymorth',
  },
  cannot_save: {
    en: 'The copy could not be saved in your downloads folder. Look whether you may save files there',
    cy: 'Ni ellid cadw’r copi yn eich ffolder lawrlwythiadau. Gwiriwch a gewch gadw ffeiliau yno',
  },
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
  consent_expired: {
    en: 'The consent on record is more than a year old. Refuse, so that they can ask the person again',
    cy: 'Mae’r cydsyniad a gofnodwyd yn fwy na blwydd oed. Gwrthodwch, fel y gallant ofyn i’r person eto',
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
  already_withdrawn: {
    en: 'This applicant has already been withdrawn',
    cy: 'Mae’r ymgeisydd hwn eisoes wedi’i dynnu’n ôl',
  },
  not_yours: {
    en: 'This notice is for somebody else',
    cy: 'Mae’r hysbysiad hwn i rywun arall',
  },
  action_needed: {
    en: 'This asks for a decision. Open it to act on it',
    cy: 'Mae hyn yn gofyn am benderfyniad. Agorwch ef i weithredu arno',
  },
  locked: {
    en: 'The desk is locked. What you typed is still here',
    cy: 'Mae’r ddesg wedi’i chloi. Mae’r hyn a deipiwyd gennych yma o hyd',
  },
  too_late: {
    en: 'This has been sent or decided meanwhile, and cannot be changed here',
    cy: 'Mae hwn wedi’i anfon neu ei benderfynu yn y cyfamser, ac ni ellir ei newid yma',
  },
  too_long: {
    en: 'This is longer than a request may be. Make the text shorter',
    cy: 'Mae hwn yn hirach nag y gall cais fod. Gwnewch y testun yn fyrrach',
  },
  key_reused: {
    en: 'The server already has other work under this name. Send it again as new',
    cy: 'Mae gan y gweinydd waith arall dan yr enw hwn eisoes. Anfonwch ef eto fel un newydd',
  },
  envelope: {
    en: 'The server could not read this as this computer sent it. Send it again, or tell your help desk',
    cy: 'Ni allai’r gweinydd ddarllen hwn fel yr anfonodd y cyfrifiadur hwn ef. Anfonwch ef eto, neu rhowch wybod i’ch desg gymorth',
  },
  not_the_sender: {
    en: 'This was saved for another person or computer. Tell your help desk',
    cy: 'Cadwyd hwn ar gyfer person neu gyfrifiadur arall. Rhowch wybod i’ch desg gymorth',
  },
  not_your_role_then: {
    en: 'You did not hold the role for this when you asked',
    cy: 'Nid oedd gennych y rôl ar gyfer hyn pan ofynnoch',
  },
  record_unreadable: {
    en: 'The server could not read a record it needed. Its operator has been told. It is tried again by itself',
    cy: 'Ni allai’r gweinydd ddarllen cofnod yr oedd ei angen. Mae ei weithredwr wedi cael gwybod. Rhoddir cynnig arall arno ohono’i hun',
  },
  not_spoken: {
    en: 'The server is older than Muster on this computer and does not know this yet. It keeps it until it does',
    cy: 'Mae’r gweinydd yn hŷn na Muster ar y cyfrifiadur hwn ac nid yw’n gwybod am hyn eto. Mae’n ei gadw hyd nes y bydd',
  },
  rules_broke: {
    en: 'The server could not decide this. Its operator has been told. It is tried again by itself',
    cy: 'Ni allai’r gweinydd benderfynu ar hyn. Mae ei weithredwr wedi cael gwybod. Rhoddir cynnig arall arno ohono’i hun',
  },
  set_aside: {
    en: 'The server could not decide this, and its operator has set it aside. Ask for it again, or tell your help desk',
    cy: 'Ni allai’r gweinydd benderfynu ar hyn, ac mae ei weithredwr wedi ei roi o’r neilltu. Gofynnwch amdano eto, neu rhowch wybod i’ch desg gymorth',
  },
  broken: {
    en: 'This could not be done. Nothing was lost; try again, or tell your help desk',
    cy: 'Ni ellid gwneud hyn. Ni chollwyd dim; rhowch gynnig arall arni, neu rhowch wybod i’ch desg gymorth',
  },
});

type Code = keyof typeof refusalWords;
type NotDone = ActError | ReadError | FileError;

const isKnown = (code: string): code is Code => Object.hasOwn(refusalWords, code);

const text = (code: string, language: Language, values: Values = {}): string =>
  wording(refusalWords[isKnown(code) ? code : 'broken'], language, values);

type Values = Readonly<Record<string, string | number>>;

/** What a refusal names: who has it, say. */
const namesIn = (reason: object): Values =>
  Object.fromEntries(
    Object.entries(reason).filter(
      (it): it is [string, string | number] =>
        typeof it[1] === 'string' || typeof it[1] === 'number',
    ),
  );

/** A refusal by its code. */
export const refusalOf = (code: Code, language: Language): string => text(code, language);

/** Why it was not saved, or not answered, as a form shows it: at its field, and in the summary. */
export const problemOf = (error: NotDone, language: Language): Problem =>
  error.kind === 'refused'
    ? {
        field: error.field,
        message: text(error.refusal.reason.code, language, namesIn(error.refusal.reason)),
      }
    : { field: null, message: text(error.kind, language) };

/** Why the server did not take it. */
export const notTakenText = (reason: NotTaken, language: Language): string =>
  reason.kind === 'rule'
    ? text(reason.refusal.reason.code, language, namesIn(reason.refusal.reason))
    : text(reason.kind, language);

export const brokenProblem = (language: Language): Problem =>
  problemOf({ kind: 'broken' }, language);
