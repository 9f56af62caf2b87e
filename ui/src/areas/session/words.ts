// Signing in and unlocking.
import { catalogue } from '../../kit/words';

export const words = catalogue({
  signInTitle: { en: 'Sign in to Muster', cy: 'Mewngofnodi i Muster' },
  signInFact: {
    en: 'The first time on this computer you must be online. After that you can unlock and work offline.',
    cy: 'Y tro cyntaf ar y cyfrifiadur hwn rhaid i chi fod ar-lein. Wedi hynny gallwch ddatgloi a gweithio all-lein.',
  },
  username: { en: 'User name', cy: 'Enw defnyddiwr' },
  usernameHint: {
    en: 'The one your organisation gave you',
    cy: 'Yr un a roddodd eich sefydliad i chi',
  },
  password: { en: 'Password', cy: 'Cyfrinair' },
  passwordHint: {
    en: 'The one you last signed in with on this computer',
    cy: 'Yr un a ddefnyddiwyd gennych ddiwethaf i fewngofnodi ar y cyfrifiadur hwn',
  },
  signIn: { en: 'Sign in', cy: 'Mewngofnodi' },
  unlockTitle: { en: 'Unlock as {name}', cy: 'Datgloi fel {name}' },
  unlockWindow: { en: 'Unlock', cy: 'Datgloi' },
  unlock: { en: 'Unlock', cy: 'Datgloi' },
  lockedAfter: {
    en: '{minutes, plural, one {Locked at {time} after # minute without use. Your work is open where you left it.} other {Locked at {time} after # minutes without use. Your work is open where you left it.}}',
    cy: '{minutes, plural, zero {Clowyd am {time} wedi # munud heb ddefnydd. Mae eich gwaith ar agor lle gadawoch ef.} one {Clowyd am {time} wedi # funud heb ddefnydd. Mae eich gwaith ar agor lle gadawoch ef.} two {Clowyd am {time} wedi # funud heb ddefnydd. Mae eich gwaith ar agor lle gadawoch ef.} few {Clowyd am {time} wedi # munud heb ddefnydd. Mae eich gwaith ar agor lle gadawoch ef.} many {Clowyd am {time} wedi # munud heb ddefnydd. Mae eich gwaith ar agor lle gadawoch ef.} other {Clowyd am {time} wedi # munud heb ddefnydd. Mae eich gwaith ar agor lle gadawoch ef.}}',
  },
  lockedAt: {
    en: 'Locked at {time}. Your work is open where you left it.',
    cy: 'Clowyd am {time}. Mae eich gwaith ar agor lle gadawoch ef.',
  },
  lockedPlain: {
    en: 'Your records on this computer are closed until you unlock them.',
    cy: 'Mae eich cofnodion ar y cyfrifiadur hwn ar gau nes i chi eu datgloi.',
  },
  onComputer: { en: 'On this computer, {computer}', cy: 'Ar y cyfrifiadur hwn, {computer}' },
  someoneElse: { en: 'Someone else', cy: 'Rhywun arall' },
  offlineTitle: { en: 'You are offline', cy: 'Rydych chi all-lein' },
  offlineUntil: {
    en: 'You can unlock and go on working until {deadline}. After that, connect once to carry on. Your work stays safe.',
    cy: 'Gallwch ddatgloi a pharhau i weithio tan {deadline}. Wedi hynny, cysylltwch unwaith i barhau. Mae eich gwaith yn aros yn ddiogel.',
  },
  offlinePlain: {
    en: 'Only people who have signed in on this computer before can unlock it now.',
    cy: 'Dim ond pobl sydd wedi mewngofnodi ar y cyfrifiadur hwn o’r blaen all ei ddatgloi nawr.',
  },
  forgotten: { en: 'Forgotten your password?', cy: 'Wedi anghofio eich cyfrinair?' },
  forgottenText: {
    en: 'Ask your administrator to set a new one, then sign in with it once while online. Work you saved here stays safe and is sent then.',
    cy: 'Gofynnwch i’ch gweinyddwr osod un newydd, yna mewngofnodwch gydag ef unwaith tra ar-lein. Mae’r gwaith a gadwyd gennych yma yn aros yn ddiogel ac yn cael ei anfon bryd hynny.',
  },
  keptApart: {
    en: 'Each person’s records are kept apart and encrypted. Nobody else who uses this computer can open yours.',
    cy: 'Cedwir cofnodion pob person ar wahân ac wedi’u hamgryptio. Ni all neb arall sy’n defnyddio’r cyfrifiadur hwn agor eich rhai chi.',
  },
  wrongPassword: {
    en: 'That password is not right. Check Caps Lock and try again',
    cy: 'Nid yw’r cyfrinair hwnnw’n gywir. Gwiriwch Caps Lock a rhowch gynnig arall arni',
  },
  unknownUser: {
    en: 'The user name or the password is not right',
    cy: 'Nid yw’r enw defnyddiwr neu’r cyfrinair yn gywir',
  },
  offlineRefused: {
    en: 'Connect to the network to sign in here for the first time',
    cy: 'Cysylltwch â’r rhwydwaith i fewngofnodi yma am y tro cyntaf',
  },
  limitPassed: {
    en: 'Connect once to carry on. Work you saved here is safe',
    cy: 'Cysylltwch unwaith i barhau. Mae’r gwaith a gadwyd gennych yma yn ddiogel',
  },
  keyringLocked: {
    en: 'This computer’s keyring is locked, so your records cannot be opened. Unlock it, or ask your help desk',
    cy: 'Mae cylch allweddi’r cyfrifiadur hwn wedi’i gloi, felly ni ellir agor eich cofnodion. Datglowch ef, neu gofynnwch i’ch desg gymorth',
  },
  tryLater: {
    en: 'That did not work. Try again, and if it goes on tell your help desk',
    cy: 'Ni weithiodd hynny. Rhowch gynnig arall arni, ac os yw’n parhau rhowch wybod i’ch desg gymorth',
  },
  usernameMissing: { en: 'Enter your user name', cy: 'Rhowch eich enw defnyddiwr' },
  passwordMissing: { en: 'Enter your password', cy: 'Rhowch eich cyfrinair' },
  help: { en: 'Appearance', cy: 'Golwg' },
  recruitment: { en: 'Recruitment', cy: 'Recriwtio' },
  approver: { en: 'Transfer approval', cy: 'Cymeradwyo trosglwyddiadau' },
  occupational_health: { en: 'Occupational health', cy: 'Iechyd galwedigaethol' },
  learning: { en: 'Learning', cy: 'Dysgu' },
});
