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
  lockedOpen: {
    en: 'Your work is open where you left it.',
    cy: 'Mae eich gwaith ar agor lle gadawoch ef.',
  },
  lockedPlain: {
    en: 'Your records on this computer are closed until you unlock them.',
    cy: 'Mae eich cofnodion ar y cyfrifiadur hwn ar gau nes i chi eu datgloi.',
  },
  onComputer: { en: 'On this computer, {computer}', cy: 'Ar y cyfrifiadur hwn, {computer}' },
  someoneElse: { en: 'Someone else', cy: 'Rhywun arall' },
  forgotten: { en: 'Forgotten your password?', cy: 'Wedi anghofio eich cyfrinair?' },
  forgottenText: {
    en: 'Ask your administrator to set a new one, then sign in with it once while online. Work you saved here stays safe and is sent then.',
    cy: 'Gofynnwch i’ch gweinyddwr osod un newydd, yna mewngofnodwch gydag ef unwaith tra ar-lein. Mae’r gwaith a gadwyd gennych yma yn aros yn ddiogel ac yn cael ei anfon bryd hynny.',
  },
  keptApart: {
    en: 'Each person’s records are kept apart and encrypted. Nobody else who uses this computer can open yours.',
    cy: 'Cedwir cofnodion pob person ar wahân ac wedi’u hamgryptio. Ni all neb arall sy’n defnyddio’r cyfrifiadur hwn agor eich rhai chi.',
  },
  error_wrong_password: {
    en: 'This is not the password you last signed in with on this computer. Check Caps Lock and try again',
    cy: 'Nid dyma’r cyfrinair a ddefnyddiwyd gennych ddiwethaf i fewngofnodi ar y cyfrifiadur hwn. Gwiriwch Caps Lock a rhowch gynnig arall arni',
  },
  error_not_recognised: {
    en: 'The user name or the password is not right',
    cy: 'Nid yw’r enw defnyddiwr neu’r cyfrinair yn gywir',
  },
  error_too_many: {
    en: 'Too many attempts. Wait a quarter of an hour, then try again',
    cy: 'Gormod o gynigion. Arhoswch chwarter awr, yna rhowch gynnig arall arni',
  },
  error_no_server: {
    en: 'The server cannot be reached. Connect to the network to sign in here for the first time',
    cy: 'Ni ellir cyrraedd y gweinydd. Cysylltwch â’r rhwydwaith i fewngofnodi yma am y tro cyntaf',
  },
  error_address: {
    en: 'Enter the server’s address beginning with https://',
    cy: 'Rhowch gyfeiriad y gweinydd gan ddechrau â https://',
  },
  error_version: {
    en: 'This version of Muster is too old for the server. Ask your help desk for a new one',
    cy: 'Mae’r fersiwn hwn o Muster yn rhy hen i’r gweinydd. Gofynnwch i’ch desg gymorth am un newydd',
  },
  error_no_desk: {
    en: 'Your role keeps no records on a computer, so there is nothing to open here',
    cy: 'Nid yw eich rôl yn cadw cofnodion ar gyfrifiadur, felly nid oes dim i’w agor yma',
  },
  error_no_keyring: {
    en: 'This computer has no keyring running, and Muster keeps nothing without one. Ask your help desk',
    cy: 'Nid oes cylch allweddi’n rhedeg ar y cyfrifiadur hwn, ac nid yw Muster yn cadw dim heb un. Gofynnwch i’ch desg gymorth',
  },
  error_keyring_locked: {
    en: 'This computer’s keyring is locked. Unlock it and try again',
    cy: 'Mae cylch allweddi’r cyfrifiadur hwn wedi’i gloi. Datglowch ef a rhowch gynnig arall arni',
  },
  error_not_here: {
    en: 'Nothing is kept on this computer under that name. Sign in as someone else',
    cy: 'Nid oes dim yn cael ei gadw ar y cyfrifiadur hwn dan yr enw hwnnw. Mewngofnodwch fel rhywun arall',
  },
  error_files: {
    en: 'Your files on this computer cannot be opened. Nothing you sent is lost; ask your help desk',
    cy: 'Ni ellir agor eich ffeiliau ar y cyfrifiadur hwn. Nid oes dim a anfonwyd gennych wedi’i golli; gofynnwch i’ch desg gymorth',
  },
  error_open_elsewhere: {
    en: 'Muster is open for you already on this computer. Use that window, or close it and try again.',
    cy: 'Mae Muster eisoes ar agor i chi ar y cyfrifiadur hwn. Defnyddiwch y ffenestr honno, neu ei chau a rhoi cynnig arall arni.',
  },
  error_lease_lapsed: {
    en: '{n, plural, =0 {You have worked here without the server for as long as you may. Connect once to carry on. Nothing waits to be sent} one {You have worked here without the server for as long as you may. Connect once to carry on. # request is safe here and is sent then} other {You have worked here without the server for as long as you may. Connect once to carry on. # requests are safe here and are sent then}}',
    cy: '{n, plural, zero {Rydych wedi gweithio yma heb y gweinydd am gyhyd ag y cewch. Cysylltwch unwaith i barhau. Does dim yn aros i’w anfon} one {Rydych wedi gweithio yma heb y gweinydd am gyhyd ag y cewch. Cysylltwch unwaith i barhau. Mae # cais yn ddiogel yma ac yn cael ei anfon bryd hynny} two {Rydych wedi gweithio yma heb y gweinydd am gyhyd ag y cewch. Cysylltwch unwaith i barhau. Mae # gais yn ddiogel yma ac yn cael eu hanfon bryd hynny} few {Rydych wedi gweithio yma heb y gweinydd am gyhyd ag y cewch. Cysylltwch unwaith i barhau. Mae # chais yn ddiogel yma ac yn cael eu hanfon bryd hynny} many {Rydych wedi gweithio yma heb y gweinydd am gyhyd ag y cewch. Cysylltwch unwaith i barhau. Mae # chais yn ddiogel yma ac yn cael eu hanfon bryd hynny} other {Rydych wedi gweithio yma heb y gweinydd am gyhyd ag y cewch. Cysylltwch unwaith i barhau. Mae # cais yn ddiogel yma ac yn cael eu hanfon bryd hynny}}',
  }, // to be checked by a translator
  error_removed: {
    en: 'Your access on this computer was ended, and its copy was removed just now. What you had not sent was handed to your organisation. Ask your manager or your administrator',
    cy: 'Daeth eich mynediad ar y cyfrifiadur hwn i ben, a thynnwyd ei gopi yn awr. Rhoddwyd yr hyn nad oeddech wedi’i anfon i’ch sefydliad. Gofynnwch i’ch rheolwr neu’ch gweinyddwr',
  }, // to be checked by a translator
  removedWindow: { en: 'A copy was removed', cy: 'Tynnwyd copi' }, // to be checked by a translator
  removedTitle: {
    en: 'A copy was removed from this computer',
    cy: 'Tynnwyd copi o’r cyfrifiadur hwn',
  }, // to be checked by a translator
  removedWhat: {
    en: 'Somebody’s access on this computer was ended: their account was closed, or this computer was revoked for them. This computer heard of it {when} and removed what it held for them. Other people’s records here are as they were.',
    cy: 'Daeth mynediad rhywun ar y cyfrifiadur hwn i ben: caewyd eu cyfrif, neu dirymwyd y cyfrifiadur hwn ar eu cyfer. Clywodd y cyfrifiadur hwn am hynny {when} a thynnodd yr hyn a gadwai ar eu cyfer. Mae cofnodion pobl eraill yma fel yr oeddent.',
  }, // to be checked by a translator
  removedHandedIn: {
    en: '{n, plural, =0 {Nothing waited to be sent} one {# piece of work that was not sent was handed in. It waits for a supervisor and has not taken effect} other {# pieces of work that were not sent were handed in. They wait for a supervisor and have not taken effect}}',
    cy: '{n, plural, zero {Nid oedd dim yn aros i’w anfon} one {Rhoddwyd # darn o waith na anfonwyd i mewn. Mae’n aros am oruchwyliwr ac nid yw wedi dod i rym} two {Rhoddwyd # ddarn o waith na anfonwyd i mewn. Maent yn aros am oruchwyliwr ac nid ydynt wedi dod i rym} few {Rhoddwyd # darn o waith na anfonwyd i mewn. Maent yn aros am oruchwyliwr ac nid ydynt wedi dod i rym} many {Rhoddwyd # darn o waith na anfonwyd i mewn. Maent yn aros am oruchwyliwr ac nid ydynt wedi dod i rym} other {Rhoddwyd # darn o waith na anfonwyd i mewn. Maent yn aros am oruchwyliwr ac nid ydynt wedi dod i rym}}',
  }, // to be checked by a translator
  removedLeft: {
    en: '{n, plural, one {# piece of work that was not sent is still here, sealed so that only the server can read it. It is handed in at the next connection} other {# pieces of work that were not sent are still here, sealed so that only the server can read them. They are handed in at the next connection}}',
    cy: '{n, plural, zero {Nid oes dim gwaith ar ôl yma} one {Mae # darn o waith na anfonwyd yn dal yma, wedi’i selio fel mai’r gweinydd yn unig all ei ddarllen. Rhoddir ef i mewn ar y cysylltiad nesaf} two {Mae # ddarn o waith na anfonwyd yn dal yma, wedi’u selio fel mai’r gweinydd yn unig all eu darllen. Rhoddir hwy i mewn ar y cysylltiad nesaf} few {Mae # darn o waith na anfonwyd yn dal yma, wedi’u selio fel mai’r gweinydd yn unig all eu darllen. Rhoddir hwy i mewn ar y cysylltiad nesaf} many {Mae # darn o waith na anfonwyd yn dal yma, wedi’u selio fel mai’r gweinydd yn unig all eu darllen. Rhoddir hwy i mewn ar y cysylltiad nesaf} other {Mae # darn o waith na anfonwyd yn dal yma, wedi’u selio fel mai’r gweinydd yn unig all eu darllen. Rhoddir hwy i mewn ar y cysylltiad nesaf}}',
  }, // to be checked by a translator
  removedDone: {
    en: 'The server knows that nothing of theirs is left here.',
    cy: 'Mae’r gweinydd yn gwybod nad oes dim o’u heiddo ar ôl yma.',
  }, // to be checked by a translator
  removedNotDone: {
    en: 'Nothing here can be read any more. Connect this computer once, so that the server knows it too.',
    cy: 'Ni ellir darllen dim yma mwyach. Cysylltwch y cyfrifiadur hwn unwaith, fel bod y gweinydd yn gwybod hynny hefyd.',
  }, // to be checked by a translator
  removedAsk: {
    en: 'If this was you and you did not expect it, ask your manager, or whoever looks after Muster in your organisation. What was kept as a draft and not saved is gone.',
    cy: 'Os mai chi oedd hwn ac nad oeddech yn ei ddisgwyl, gofynnwch i’ch rheolwr, neu i bwy bynnag sy’n gofalu am Muster yn eich sefydliad. Mae’r hyn a gadwyd fel drafft ac na arbedwyd wedi mynd.',
  }, // to be checked by a translator
  removedSeen: { en: 'Close this note', cy: 'Cau’r nodyn hwn' }, // to be checked by a translator
  unopenableTitle: {
    en: 'Work on this computer cannot be opened',
    cy: 'Ni ellir agor gwaith ar y cyfrifiadur hwn',
  }, // to be checked by a translator
  unopenableWhat: {
    en: '{n, plural, one {This computer’s keyring was emptied or replaced, and with it went the keys of one person’s copy.} other {This computer’s keyring was emptied or replaced, and with it went the keys of # people’s copies.}} What had been sent is with the server. What had not been sent is still here, sealed, and nobody can read or send it without that keyring.',
    cy: '{n, plural, zero {Gwagiwyd neu newidiwyd cylch allweddi’r cyfrifiadur hwn, a chydag ef aeth allweddi copïau # person.} one {Gwagiwyd neu newidiwyd cylch allweddi’r cyfrifiadur hwn, a chydag ef aeth allweddi copi un person.} two {Gwagiwyd neu newidiwyd cylch allweddi’r cyfrifiadur hwn, a chydag ef aeth allweddi copïau # berson.} few {Gwagiwyd neu newidiwyd cylch allweddi’r cyfrifiadur hwn, a chydag ef aeth allweddi copïau # pherson.} many {Gwagiwyd neu newidiwyd cylch allweddi’r cyfrifiadur hwn, a chydag ef aeth allweddi copïau # pherson.} other {Gwagiwyd neu newidiwyd cylch allweddi’r cyfrifiadur hwn, a chydag ef aeth allweddi copïau # person.}} Mae’r hyn a anfonwyd gyda’r gweinydd. Mae’r hyn na anfonwyd yma o hyd, dan sêl, ac ni all neb ei ddarllen na’i anfon heb y cylch allweddi hwnnw.',
  }, // to be checked by a translator
  unopenableAsk: {
    en: 'Sign in again to carry on, and ask your help desk to put the keyring back from a copy: then it opens and is sent. Until then, delete nothing, and keep what you remember of work that was not sent.',
    cy: 'Mewngofnodwch eto i barhau, a gofynnwch i’ch desg gymorth roi’r cylch allweddi yn ôl o gopi: yna bydd yn agor ac yn cael ei anfon. Tan hynny, peidiwch â dileu dim, a chadwch yr hyn a gofiwch o waith na anfonwyd.',
  }, // to be checked by a translator
  tryLater: {
    en: 'That did not work. Try again, and if it goes on tell your help desk',
    cy: 'Ni weithiodd hynny. Rhowch gynnig arall arni, ac os yw’n parhau rhowch wybod i’ch desg gymorth',
  },
  usernameMissing: { en: 'Enter your user name', cy: 'Rhowch eich enw defnyddiwr' },
  passwordMissing: { en: 'Enter your password', cy: 'Rhowch eich cyfrinair' },
  help: { en: 'Appearance', cy: 'Golwg' },
  server: { en: 'Server', cy: 'Gweinydd' },
  serverHint: {
    en: 'The address your organisation gave you, beginning with https://',
    cy: 'Y cyfeiriad a roddodd eich sefydliad i chi, gan ddechrau â https://',
  },
  serverMissing: { en: 'Enter the server’s address', cy: 'Rhowch gyfeiriad y gweinydd' },
});
