// The parts of a transfer and the reasons that are given about one: words that several areas share.
import { catalogue } from '../kit/words';

export const partWords = catalogue({
  recruitment: { en: 'Recruitment', cy: 'Recriwtio' },
  learning: { en: 'Learning', cy: 'Dysgu' },
  occupational_health: { en: 'Occupational health', cy: 'Iechyd galwedigaethol' },
  recruitment_has: {
    en: 'Service history, pay, contract',
    cy: 'Hanes gwasanaeth, cyflog, contract',
  },
  learning_has: { en: 'National competences', cy: 'Cymwyseddau cenedlaethol' },
  occupational_health_has: { en: 'Immunisations', cy: 'Imiwneiddiadau' },
  not_known_here: { en: 'Nobody there matches', cy: 'Nid oes neb yno’n cyfateb' },
  identity_not_confirmed: {
    en: 'It could not be told who is meant',
    cy: 'Nid oedd modd dweud pwy a olygir',
  },
  consent_disputed: {
    en: 'The person has told them that they do not consent',
    cy: 'Mae’r person wedi dweud wrthynt nad yw’n cydsynio',
  },
  other: { en: 'Something else', cy: 'Rhywbeth arall' },
  staff_general: { en: 'Any other staff', cy: 'Unrhyw staff arall' }, // to be checked by a translator
  staff_medical: { en: 'Doctor or dentist', cy: 'Meddyg neu ddeintydd' },
  staff_not_said: { en: 'Not said', cy: 'Heb ei ddweud' }, // to be checked by a translator
  before_hire: { en: 'Before the hire', cy: 'Cyn cyflogi' },
  after_hire: { en: 'After the hire: final record', cy: 'Ar ôl cyflogi: cofnod terfynol' },
  offer_acceptance: {
    en: 'When the offer was accepted',
    cy: 'Pan dderbyniwyd y cynnig',
  },
  written: { en: 'In writing', cy: 'Yn ysgrifenedig' },
  telephone: { en: 'By telephone, noted down', cy: 'Dros y ffôn, wedi’i nodi' },
  withCode: { en: '{name} ({code})', cy: '{name} ({code})' },
});
