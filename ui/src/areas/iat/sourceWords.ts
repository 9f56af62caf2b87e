// Transfers on the side that is asked: enquiries, the release page, and what OH releases.
import { catalogue } from '../../kit/words';

export const sourceWords = catalogue({
  enquiries: { en: 'Enquiries', cy: 'Ymholiadau' },
  enquiriesFact: {
    en: 'Other organisations ask for the records of people who work or worked here',
    cy: 'Mae sefydliadau eraill yn gofyn am gofnodion pobl sy’n gweithio neu a weithiodd yma',
  },
  askedBy: { en: 'Asked by', cy: 'Gofynnwyd gan' },
  askedByName: {
    en: 'Asked by {name}, {organisation}',
    cy: 'Gofynnwyd gan {name}, {organisation}',
  },
  forPost: { en: 'For the post', cy: 'Ar gyfer y swydd' },
  asked: { en: 'Asked', cy: 'Gofynnwyd' },
  state: { en: 'State', cy: 'Cyflwr' },
  noEnquiries: { en: 'Nobody asks for a record', cy: 'Nid oes neb yn gofyn am gofnod' },
  noEnquiriesText: {
    en: 'When an organisation asks, it stands here and in your work.',
    cy: 'Pan fydd sefydliad yn gofyn, bydd yn sefyll yma ac yn eich gwaith.',
  },
  stage_waiting_to_send: { en: 'Waiting to send', cy: 'Yn aros i’w anfon' },
  stage_awaiting_approval: { en: 'Waits for your decision', cy: 'Yn aros am eich penderfyniad' },
  stage_released: { en: 'Released', cy: 'Rhyddhawyd' },
  stage_refused: { en: 'Refused', cy: 'Gwrthodwyd' },
  stage_ended: { en: 'Ended by the asker', cy: 'Diweddwyd gan y gofynnwr' },
  stage_more_asked: { en: 'Waits for their answer', cy: 'Yn aros am eu hateb' },
  stage_consent_withdrawn: { en: 'Consent withdrawn', cy: 'Cydsyniad wedi’i dynnu’n ôl' },
  stage_lapsed: { en: 'Nobody answered', cy: 'Nid atebodd neb' },
  stage_recalled: { en: 'Recalled', cy: 'Wedi’i alw’n ôl' },
  stage_waiting: { en: 'Waits for OH', cy: 'Yn aros am IG' },

  enquiryWindow: { en: 'Enquiry', cy: 'Ymholiad' },
  question: {
    en: 'Release the record of {name} to {organisation}?',
    cy: 'Rhyddhau cofnod {name} i {organisation}?',
  },
  questionOpen: {
    en: 'Who does {organisation} ask for?',
    cy: 'Am bwy y mae {organisation} yn gofyn?',
  },
  questionDecided: {
    en: 'Enquiry from {organisation}',
    cy: 'Ymholiad gan {organisation}',
  },
  startDate: { en: 'Start date there', cy: 'Dyddiad dechrau yno' },
  notSet: { en: 'Not set', cy: 'Heb ei bennu' },
  staffKind: { en: 'Kind of staff', cy: 'Math o staff' }, // to be checked by a translator
  consent: { en: 'Consent', cy: 'Cydsyniad' },
  consentGiven: { en: 'Given {on}. {means}', cy: 'Rhoddwyd {on}. {means}' },
  ownRequest: {
    en: 'You asked for this record yourself',
    cy: 'Chi a ofynnodd am y cofnod hwn',
  },
  ownRequestText: {
    en: 'Another approver must decide.',
    cy: 'Rhaid i gymeradwywr arall benderfynu.',
  },
  whoIsMeant: { en: 'Who is meant', cy: 'Pwy a olygir' },
  whoIsMeantAside: {
    en: 'Compared with your record. Nothing is chosen for you',
    cy: 'Wedi’i gymharu â’ch cofnod. Nid oes dim wedi’i ddewis i chi',
  },
  theyGave: { en: 'They gave', cy: 'Rhoesant' },
  theyGaveText: {
    en: '{lastName}, born {born}, National Insurance number ends {ending}',
    cy: '{lastName}, ganwyd {born}, rhif Yswiriant Gwladol yn gorffen â {ending}',
  },
  person: { en: 'Person', cy: 'Person' },
  niNumber: { en: 'NI number', cy: 'Rhif YG' },
  dateOfBirth: { en: 'Date of birth', cy: 'Dyddiad geni' },
  lastName: { en: 'Last name', cy: 'Enw olaf' },
  same: { en: 'Same', cy: 'Yr un fath' },
  different: { en: 'Different', cy: 'Gwahanol' },
  earlier: { en: 'Earlier name', cy: 'Enw cynharach' },
  not_held: { en: 'Not held', cy: 'Ddim yn cael ei gadw' },
  choose: { en: 'Choose', cy: 'Dewis' },
  chooseName: { en: 'Choose {name}', cy: 'Dewis {name}' },
  chosen: { en: 'This is who is meant', cy: 'Dyma pwy a olygir' },
  noCandidates: { en: 'Nobody here matches', cy: 'Nid oes neb yma’n cyfateb' },
  noCandidatesText: {
    en: 'No record agrees on the National Insurance number, or on the date of birth and the name. Refuse with that reason.',
    cy: 'Nid oes cofnod yn cytuno ar y rhif Yswiriant Gwladol, nac ar y dyddiad geni a’r enw. Gwrthodwch gyda’r rheswm hwnnw.',
  },
  occasion: { en: 'When in their recruitment', cy: 'Pryd yn eu recriwtio' }, // to be checked by a translator
  askMore: { en: 'Ask for more', cy: 'Gofyn am ragor' },
  askMoreTitle: { en: 'Ask for more', cy: 'Gofyn am ragor' },
  askMoreText: {
    en: 'Whoever asked at {organisation} reads your question and answers it; they may correct a detail. Then it comes back to you.',
    cy: 'Mae pwy bynnag a ofynnodd yn {organisation} yn darllen eich cwestiwn ac yn ei ateb; gallant gywiro manylyn. Yna daw yn ôl atoch.',
  },
  askMoreQuestion: { en: 'What you need to know', cy: 'Yr hyn y mae angen i chi ei wybod' },
  askMoreHint: {
    en: 'Do not write anything from the record here: nothing may leave before you release it',
    cy: 'Peidiwch ag ysgrifennu dim o’r cofnod yma: ni chaiff dim adael cyn i chi ei ryddhau',
  },
  needQuestion: {
    en: 'Write what you need to know',
    cy: 'Ysgrifennwch beth y mae angen i chi ei wybod',
  },
  askMoreConfirm: { en: 'Send the question', cy: 'Anfon y cwestiwn' },
  waitsForAnswer: { en: 'You have asked for more', cy: 'Rydych wedi gofyn am ragor' },
  waitsForAnswerText: {
    en: 'It comes back to your work once they answer. You may still decide now.',
    cy: 'Daw yn ôl i’ch gwaith unwaith y byddant yn ateb. Gallwch benderfynu nawr o hyd.',
  },
  consentGone: { en: 'Consent withdrawn', cy: 'Cydsyniad wedi’i dynnu’n ôl' },
  consentGoneTitle: {
    en: 'Has the person told you that they withdraw their consent?',
    cy: 'A yw’r person wedi dweud wrthych ei fod yn tynnu ei gydsyniad yn ôl?',
  },
  consentGoneBefore: {
    en: 'The request ends on both sides, and {organisation} is told why.',
    cy: 'Daw’r cais i ben ar y ddwy ochr, a dywedir wrth {organisation} pam.',
  },
  consentGoneAfter: {
    en: 'The record has been released. {organisation} is told, and accepts nothing more of it. What occupational health has yet to send stays here.',
    cy: 'Mae’r cofnod wedi’i ryddhau. Dywedir wrth {organisation}, ac nid yw’n derbyn dim mwy ohono. Mae’r hyn nad yw iechyd galwedigaethol wedi’i anfon eto yn aros yma.',
  },
  consentGoneConfirm: {
    en: 'Record that consent was withdrawn',
    cy: 'Cofnodi bod cydsyniad wedi’i dynnu’n ôl',
  },
  consentGoneNote: {
    en: 'The person has withdrawn their consent',
    cy: 'Mae’r person wedi tynnu ei gydsyniad yn ôl',
  },
  consentGoneTold: {
    en: 'They told {organisation}, {when}',
    cy: 'Dywedodd wrth {organisation}, {when}',
  },
  recall: { en: 'Recall', cy: 'Galw’n ôl' },
  recallTitle: {
    en: 'Recall this record: was it the wrong person’s?',
    cy: 'Galw’r cofnod hwn yn ôl: ai cofnod y person anghywir ydoedd?',
  },
  recallText: {
    en: '{organisation} is told. What it has not accepted goes from its computers; what it has accepted is listed there, to be undone. An incident is recorded on both sides.',
    cy: 'Dywedir wrth {organisation}. Mae’r hyn nad yw wedi’i dderbyn yn mynd o’i gyfrifiaduron; rhestrir yno’r hyn a dderbyniodd, i’w ddadwneud. Cofnodir digwyddiad ar y ddwy ochr.',
  },
  recallWhy: { en: 'Why it is recalled', cy: 'Pam y’i gelwir yn ôl' },
  recallHint: {
    en: 'They read this. Do not name the person whose record it was',
    cy: 'Maent yn darllen hyn. Peidiwch ag enwi’r person y mae’r cofnod yn perthyn iddo',
  },
  needRecallReason: { en: 'Say why it is recalled', cy: 'Dywedwch pam y’i gelwir yn ôl' },
  recallConfirm: { en: 'Recall the record', cy: 'Galw’r cofnod yn ôl' },
  decidedLapsed: {
    en: 'Nobody answered in time, so this request is over',
    cy: 'Nid atebodd neb mewn pryd, felly mae’r cais hwn ar ben',
  },
  decidedRecalled: {
    en: 'This was the wrong person’s record, and was recalled',
    cy: 'Cofnod y person anghywir oedd hwn, ac fe’i galwyd yn ôl',
  },
  reference: { en: 'Reference', cy: 'Geirda' },
  referenceAsked: { en: 'Asked for: HR gives it', cy: 'Gofynnwyd amdano: AD sy’n ei roi' },
  wouldLeave: { en: 'Exactly what would leave', cy: 'Yn union beth fyddai’n gadael' },
  wouldLeaveAside: {
    en: 'They see these values and nothing else',
    cy: 'Maent yn gweld y gwerthoedd hyn a dim byd arall',
  },
  sendPart: { en: 'Parts to release', cy: 'Rhannau i’w rhyddhau' },
  part_recruitment: {
    en: '{n, plural, one {Recruitment, # field} other {Recruitment, # fields}}',
    cy: '{n, plural, zero {Recriwtio, # maes} one {Recriwtio, # maes} two {Recriwtio, # faes} few {Recriwtio, # maes} many {Recriwtio, # maes} other {Recriwtio, # maes}}',
  },
  part_learning: {
    en: '{n, plural, one {Learning, # competence} other {Learning, # competences}}',
    cy: '{n, plural, zero {Dysgu, # cymhwysedd} one {Dysgu, # cymhwysedd} two {Dysgu, # gymhwysedd} few {Dysgu, # chymhwysedd} many {Dysgu, # chymhwysedd} other {Dysgu, # cymhwysedd}}',
  },
  part_occupational_health: {
    en: '{n, plural, =0 {Occupational health, no records} one {Occupational health, # record} other {Occupational health, # records}}',
    cy: '{n, plural, zero {Iechyd galwedigaethol, dim cofnodion} one {Iechyd galwedigaethol, # cofnod} two {Iechyd galwedigaethol, # gofnod} few {Iechyd galwedigaethol, # chofnod} many {Iechyd galwedigaethol, # chofnod} other {Iechyd galwedigaethol, # cofnod}}',
  },
  ohHint: {
    en: 'Your OH is asked, and decides itself. You do not see what it holds.',
    cy: 'Gofynnir i’ch IG, ac mae’n penderfynu ei hun. Nid ydych yn gweld yr hyn y mae’n ei gadw.',
  },
  follows: { en: 'What follows', cy: 'Beth sy’n dilyn' },
  followsText: {
    en: 'The values leave as they are now, and cannot be taken back. Both organisations keep on record who released what, and when.',
    cy: 'Mae’r gwerthoedd yn gadael fel y maent nawr, ac ni ellir eu cymryd yn ôl. Mae’r ddau sefydliad yn cadw ar gofnod pwy a ryddhaodd beth, a phryd.',
  },
  decision: { en: 'Decision', cy: 'Penderfyniad' },
  releaseTo: {
    en: '{n, plural, =0 {Release to {organisation}} one {Release # field to {organisation}} other {Release # fields to {organisation}}}',
    cy: '{n, plural, zero {Rhyddhau i {organisation}} one {Rhyddhau # maes i {organisation}} two {Rhyddhau # faes i {organisation}} few {Rhyddhau # maes i {organisation}} many {Rhyddhau # maes i {organisation}} other {Rhyddhau # maes i {organisation}}}',
  },
  refuse: { en: 'Refuse', cy: 'Gwrthod' },
  refuseTitle: { en: 'Refuse this enquiry', cy: 'Gwrthod yr ymholiad hwn' },
  refuseText: {
    en: '{organisation} is told the reason and your note. Nothing of the record leaves.',
    cy: 'Dywedir wrth {organisation} beth yw’r rheswm a’ch nodyn. Nid oes dim o’r cofnod yn gadael.',
  },
  reason: { en: 'Reason', cy: 'Rheswm' },
  reason_not_known_here: { en: 'Nobody here matches', cy: 'Nid oes neb yma’n cyfateb' },
  reason_identity_not_confirmed: {
    en: 'It cannot be told who is meant',
    cy: 'Ni ellir dweud pwy a olygir',
  },
  reason_consent_disputed: {
    en: 'The person has told us that they do not consent',
    cy: 'Mae’r person wedi dweud wrthym nad yw’n cydsynio',
  },
  reason_other: { en: 'Something else', cy: 'Rhywbeth arall' },
  note: { en: 'Note to the other organisation', cy: 'Nodyn i’r sefydliad arall' },
  noteHint: {
    en: 'They read this. Do not write anything clinical.',
    cy: 'Byddant yn darllen hwn. Peidiwch ag ysgrifennu dim clinigol.',
  },
  refuseConfirm: { en: 'Refuse the enquiry', cy: 'Gwrthod yr ymholiad' },
  needReason: { en: 'Choose a reason', cy: 'Dewiswch reswm' },
  needPerson: { en: 'Choose who is meant', cy: 'Dewiswch pwy a olygir' },
  needParts: {
    en: 'Choose at least one part to release',
    cy: 'Dewiswch o leiaf un rhan i’w rhyddhau',
  },
  confirmTitle: { en: 'Release to {organisation}?', cy: 'Rhyddhau i {organisation}?' },
  confirmText: {
    en: 'This leaves your organisation and cannot be taken back.',
    cy: 'Mae hyn yn gadael eich sefydliad ac ni ellir ei gymryd yn ôl.',
  },
  cancel: { en: 'Cancel', cy: 'Canslo' },
  decisionSaved: {
    en: 'Your decision is saved on this computer. It is sent once you are online.',
    cy: 'Mae eich penderfyniad wedi’i gadw ar y cyfrifiadur hwn. Caiff ei anfon unwaith y byddwch ar-lein.',
  },
  decisionWaiting: {
    en: 'Your decision waits to be sent',
    cy: 'Mae eich penderfyniad yn aros i’w anfon',
  },
  decisionWaitingText: {
    en: 'Nothing has left. The server checks the record again before anything does.',
    cy: 'Nid oes dim wedi gadael. Mae’r gweinydd yn gwirio’r cofnod eto cyn i unrhyw beth adael.',
  },
  decidedReleased: { en: 'The record was released', cy: 'Rhyddhawyd y cofnod' },
  decidedRefused: { en: 'The enquiry was refused', cy: 'Gwrthodwyd yr ymholiad' },
  decidedEnded: { en: 'The asker ended this enquiry', cy: 'Diweddodd y gofynnwr yr ymholiad hwn' },
  seeWaiting: { en: 'See what waits to send', cy: 'Gweld beth sy’n aros i’w anfon' },
  timeline: { en: 'Timeline', cy: 'Llinell amser' },

  ohReleases: { en: 'OH releases', cy: 'Rhyddhau IG' }, // to be checked by a translator
  ohFact: {
    en: 'Immunisations that another organisation’s occupational health asks for',
    cy: 'Imiwneiddiadau y mae iechyd galwedigaethol sefydliad arall yn gofyn amdanynt',
  },
  who: { en: 'Who', cy: 'Pwy' },
  noOh: { en: 'Nothing is asked of OH', cy: 'Ni ofynnir dim gan IG' },
  noOhText: {
    en: 'When an approver releases a record, OH decides on its own part here.',
    cy: 'Pan fydd cymeradwywr yn rhyddhau cofnod, mae IG yn penderfynu ar ei ran ei hun yma.',
  },
  ohQuestion: {
    en: 'Send the immunisations of {name} to OH at {organisation}?',
    cy: 'Anfon imiwneiddiadau {name} i IG yn {organisation}?',
  },
  ohWindow: { en: 'OH release', cy: 'Rhyddhau IG' }, // to be checked by a translator
  ohOnly: {
    en: 'Only their occupational health sees these. Approvers and recruiters learn that you sent them, not what they say.',
    cy: 'Dim ond eu hiechyd galwedigaethol sy’n gweld y rhain. Mae cymeradwywyr a recriwtwyr yn cael gwybod ichi eu hanfon, nid yr hyn y maent yn ei ddweud.',
  },
  ohOnlyTitle: { en: 'With OH only', cy: 'Gydag IG yn unig' },
  disease: { en: 'Immunisation', cy: 'Imiwneiddiad' },
  entry: { en: 'Entry', cy: 'Cofnod' },
  sendRecords: {
    en: '{n, plural, =0 {Send to OH at {organisation}} one {Send # record to OH at {organisation}} other {Send # records to OH at {organisation}}}',
    cy: '{n, plural, zero {Anfon i IG yn {organisation}} one {Anfon # cofnod i IG yn {organisation}} two {Anfon # gofnod i IG yn {organisation}} few {Anfon # chofnod i IG yn {organisation}} many {Anfon # chofnod i IG yn {organisation}} other {Anfon # cofnod i IG yn {organisation}}}',
  },
  doNotSend: { en: 'Do not send', cy: 'Peidio ag anfon' },
  doNotSendTitle: { en: 'Do not send the OH part', cy: 'Peidio ag anfon y rhan IG' },
  doNotSendText: {
    en: '{organisation} is told that the part will not come, and no more.',
    cy: 'Dywedir wrth {organisation} na fydd y rhan yn dod, a dim mwy.',
  },
  ohNote: { en: 'Why it is not sent', cy: 'Pam nad yw’n cael ei anfon' },
  ohNoteHint: {
    en: 'It stays in your occupational health',
    cy: 'Mae’n aros yn eich iechyd galwedigaethol',
  },
  needNote: { en: 'Say why it is not sent', cy: 'Dywedwch pam nad yw’n cael ei anfon' },
  ohSent: { en: 'The OH part was sent', cy: 'Anfonwyd y rhan IG' },
  ohNotSent: { en: 'The OH part was not sent', cy: 'Ni anfonwyd y rhan IG' },
});
