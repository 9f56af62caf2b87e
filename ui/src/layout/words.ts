// The words of the frame: header, navigation, status bar, palette, keys, and pages that went wrong.
import { catalogue } from '../kit/words';

export const words = catalogue({
  skip: { en: 'Skip to main content', cy: 'Neidio i’r prif gynnwys' },
  menu: { en: 'Menu', cy: 'Dewislen' },
  find: { en: 'Search or run a command', cy: 'Chwilio neu redeg gorchymyn' },
  otherLanguage: { en: 'Cymraeg', cy: 'English' },
  help: { en: 'Help', cy: 'Cymorth' },
  unread: {
    en: '{n, plural, =0 {Notices, none unread} one {Notices, # unread} other {Notices, # unread}}',
    cy: '{n, plural, zero {Hysbysiadau, dim heb eu darllen} one {Hysbysiadau, # heb ei ddarllen} two {Hysbysiadau, # heb eu darllen} few {Hysbysiadau, # heb eu darllen} many {Hysbysiadau, # heb eu darllen} other {Hysbysiadau, # heb eu darllen}}',
  },
  lock: { en: 'Lock', cy: 'Cloi' },
  theme: { en: 'Appearance', cy: 'Golwg' },
  theme_system: { en: 'Same as this computer', cy: 'Yr un fath â’r cyfrifiadur hwn' },
  theme_light: { en: 'Light', cy: 'Golau' },
  theme_dark: { en: 'Dark', cy: 'Tywyll' },
  theme_contrast: { en: 'High contrast', cy: 'Cyferbyniad uchel' },
  density: { en: 'Density', cy: 'Dwysedd' },
  density_compact: { en: 'Compact', cy: 'Cryno' },
  density_comfortable: { en: 'Comfortable', cy: 'Cyfforddus' },
  personMenu: { en: 'Your account: {name}', cy: 'Eich cyfrif: {name}' },
  workspace: { en: 'Workspace: {name}', cy: 'Gweithle: {name}' },
  workspaces: { en: 'Workspaces', cy: 'Gweithleoedd' },
  page_work: { en: 'Your work', cy: 'Eich gwaith' },
  page_people: { en: 'Applicants', cy: 'Ymgeiswyr' },
  page_staff: { en: 'Staff', cy: 'Staff' },
  page_transfers: { en: 'Transfers', cy: 'Trosglwyddiadau' },
  page_enquiries: { en: 'Enquiries', cy: 'Ymholiadau' },
  page_references: { en: 'References', cy: 'Geirdaon' },
  page_oh: { en: 'OH releases', cy: 'Rhyddhau IG' }, // to be checked by a translator
  page_attention: { en: 'Needs attention', cy: 'Angen sylw' },
  page_waiting: { en: 'Waiting to send', cy: 'Yn aros i’w anfon' }, // to be checked by a translator
  page_held: { en: 'What is held here', cy: 'Beth sy’n cael ei gadw yma' },
  page_history: { en: 'History', cy: 'Hanes' },
  newTransfer: { en: 'New transfer request', cy: 'Cais trosglwyddo newydd' },
  thisComputer: { en: 'This computer', cy: 'Y cyfrifiadur hwn' },
  open: {
    en: '{n, plural, one {# open} other {# open}}',
    cy: '{n, plural, zero {# ar agor} one {# ar agor} two {# ar agor} few {# ar agor} many {# ar agor} other {# ar agor}}',
  },
  version: { en: 'Muster {version}', cy: 'Muster {version}' },
  syncStatus: { en: 'Sync status', cy: 'Statws cysoni' },
  syncShort: { en: 'Sync, in short', cy: 'Cysoni, yn fyr' },
  chip_online: { en: 'Online', cy: 'Ar-lein' },
  chip_offline: { en: 'Offline', cy: 'All-lein' },
  chip_no_answer: { en: 'No answer', cy: 'Dim ateb' },
  chip_sign_in_again: { en: 'Sign in again', cy: 'Mewngofnodwch eto' },
  chip_connecting: { en: 'Connecting', cy: 'Yn cysylltu' },
  chip_too_old: { en: 'Update needed', cy: 'Angen diweddaru' },
  chip_cannot_save: { en: 'Cannot save', cy: 'Methu cadw' },
  upToDate: { en: 'Up to date at {time}', cy: 'Yn gyfredol am {time}' },
  nothingWaiting: { en: 'Nothing waiting to send', cy: 'Dim yn aros i’w anfon' },
  waiting: {
    en: '{n, plural, one {# request waiting to send} other {# requests waiting to send}}',
    cy: '{n, plural, zero {Dim ceisiadau yn aros i’w hanfon} one {# cais yn aros i’w anfon} two {# gais yn aros i’w hanfon} few {# chais yn aros i’w hanfon} many {# chais yn aros i’w hanfon} other {# cais yn aros i’w hanfon}}',
  },
  lastSynced: { en: 'Last synced {when}', cy: 'Cysonwyd ddiwethaf {when}' },
  neverSynced: { en: 'Not synced yet', cy: 'Heb gysoni eto' },
  sending: { en: 'Sending {done} of {of}', cy: 'Yn anfon {done} o {of}' },
  receiving: {
    en: 'Receiving changes, {done} of {of}',
    cy: 'Yn derbyn newidiadau, {done} o {of}',
  },
  firstSync: {
    en: 'First sync, {done} of {of} records',
    cy: 'Cysoni cyntaf, {done} o {of} cofnod',
  },
  readyNow: { en: 'Ready now: your work, people', cy: 'Yn barod nawr: eich gwaith, pobl' },
  noAnswer: {
    en: 'The network is there, Muster’s server does not answer',
    cy: 'Mae’r rhwydwaith yno, ond nid yw gweinydd Muster yn ateb',
  },
  tooOld: {
    en: 'This Muster is too old to show what is new. What you save is still sent. Ask for the update',
    cy: 'Mae’r Muster hwn yn rhy hen i ddangos yr hyn sy’n newydd. Mae’r hyn rydych yn ei gadw yn dal i gael ei anfon. Gofynnwch am y diweddariad', // to be checked by a translator
  },
  nextTry: { en: 'Next try at {time}', cy: 'Cynnig nesaf am {time}' },
  tryNow: { en: 'Try now', cy: 'Rhoi cynnig nawr' },
  safeUntilSignIn: {
    en: '{n, plural, =0 {Nothing is waiting here} one {# request is safe here and waits for you to sign in} other {# requests are safe here and wait for you to sign in}}',
    cy: '{n, plural, zero {Does dim yn aros yma} one {Mae # cais yn ddiogel yma ac yn aros i chi fewngofnodi} two {Mae # gais yn ddiogel yma ac yn aros i chi fewngofnodi} few {Mae # chais yn ddiogel yma ac yn aros i chi fewngofnodi} many {Mae # chais yn ddiogel yma ac yn aros i chi fewngofnodi} other {Mae # cais yn ddiogel yma ac yn aros i chi fewngofnodi}}',
  },
  connectBy: {
    en: 'Connect by {when}, to keep working here',
    cy: 'Cysylltwch erbyn {when}, i ddal ati i weithio yma', // to be checked by a translator
  },
  locksSoon: {
    en: 'Muster locks in a minute. Press a key or move the pointer to go on',
    cy: 'Bydd Muster yn cloi ymhen munud. Pwyswch fysell neu symudwch y pwyntydd i barhau', // to be checked by a translator
  },
  attention: {
    en: '{n, plural, one {# needs your attention} other {# need your attention}}',
    cy: '{n, plural, zero {Does dim angen eich sylw} one {Mae angen eich sylw ar #} two {Mae angen eich sylw ar #} few {Mae angen eich sylw ar #} many {Mae angen eich sylw ar #} other {Mae angen eich sylw ar #}}',
  },
  diskFull: {
    en: 'This computer’s disk is full. New work cannot be saved',
    cy: 'Mae disg y cyfrifiadur hwn yn llawn. Ni ellir cadw gwaith newydd',
  },
  paletteTitle: { en: 'Search and commands', cy: 'Chwilio a gorchmynion' },
  paletteFoot: {
    en: 'Searched: people, requests and work that this computer holds, pages, commands',
    cy: 'Chwiliwyd: pobl, ceisiadau a gwaith sydd ar y cyfrifiadur hwn, tudalennau, gorchmynion', // to be checked by a translator
  },
  paletteNone: {
    en: 'Nothing here has these words',
    cy: 'Nid oes dim yma â’r geiriau hyn', // to be checked by a translator
  },
  goTo: { en: 'Go to', cy: 'Mynd i' },
  commands: { en: 'Commands', cy: 'Gorchmynion' },
  kind_page: { en: 'Page', cy: 'Tudalen' },
  paletteMore: {
    en: 'There are more: type on to narrow them down',
    cy: 'Mae rhagor: teipiwch ragor i’w cyfyngu', // to be checked by a translator
  },
  foundEmployee: { en: 'Employee {number}', cy: 'Cyflogai {number}' },
  foundApplicant: { en: 'Applicant', cy: 'Ymgeisydd' },
  foundTransfer: { en: 'Transfer from {source}', cy: 'Trosglwyddiad o {source}' },
  foundNotice: { en: 'Your work, with {other}', cy: 'Eich gwaith, gyda {other}' }, // to be checked by a translator
  foundEnded: { en: 'Ended work, with {other}', cy: 'Gwaith sydd wedi dod i ben, gyda {other}' }, // to be checked by a translator
  foundEnquiry: { en: 'Asked for by {asker}', cy: 'Gofynnwyd amdano gan {asker}' }, // to be checked by a translator
  kind_person: { en: 'Person', cy: 'Person' },
  kind_command: { en: 'Command', cy: 'Gorchymyn' },
  keysTitle: { en: 'Help and keys', cy: 'Cymorth ac allweddi' },
  helpText: {
    en: 'Everything you do is saved on this computer first. It goes to the server by itself once you are online, and the server decides. What is refused comes back under Needs attention, with the reason.',
    cy: 'Mae popeth a wnewch yn cael ei gadw ar y cyfrifiadur hwn yn gyntaf. Mae’n mynd i’r gweinydd ohono’i hun pan fyddwch ar-lein, a’r gweinydd sy’n penderfynu. Mae’r hyn a wrthodir yn dod yn ôl o dan Angen sylw, gyda’r rheswm.',
  },
  key: { en: 'Keys', cy: 'Allweddi' },
  keyDoes: { en: 'What they do', cy: 'Beth maent yn ei wneud' },
  does_palette: { en: 'Search or run a command', cy: 'Chwilio neu redeg gorchymyn' },
  does_keys: { en: 'Show this list', cy: 'Dangos y rhestr hon' },
  does_panes: {
    en: 'Next or previous part of the window',
    cy: 'Rhan nesaf neu flaenorol y ffenestr',
  },
  does_pages: { en: 'Go to a page of the navigation', cy: 'Mynd i dudalen yn y llywio' },
  does_new: { en: 'New transfer request', cy: 'Cais trosglwyddo newydd' },
  does_save: { en: 'Save the decisions of a review', cy: 'Cadw penderfyniadau adolygiad' },
  does_submit: { en: 'Submit the form', cy: 'Cyflwyno’r ffurflen' },
  does_undo: {
    en: 'Take back what you saved last, while it has not been sent',
    cy: 'Cymryd yn ôl yr hyn a gadwyd gennych ddiwethaf, tra nad yw wedi’i anfon', // to be checked by a translator
  },
  undo: { en: 'Undo what I saved last', cy: 'Dadwneud yr hyn a gadwais ddiwethaf' },
  undone: { en: 'Undone: {what}', cy: 'Wedi’i ddadwneud: {what}' },
  nothingToUndo: {
    en: 'Nothing here waits to be sent, so nothing can be undone. What was sent is changed by a new request',
    cy: 'Nid oes dim yma’n aros i’w anfon, felly ni ellir dadwneud dim. Newidir yr hyn a anfonwyd drwy gais newydd', // to be checked by a translator
  },
  questionMark: {
    en: 'A question mark opens this list, where nothing is being typed',
    cy: 'Mae gofynnod yn agor y rhestr hon, lle nad oes dim yn cael ei deipio', // to be checked by a translator
  },
  does_sync: { en: 'Sync now', cy: 'Cysoni nawr' },
  does_lock: { en: 'Lock', cy: 'Cloi' },
  does_rows: { en: 'Move among the rows, and open one', cy: 'Symud rhwng y rhesi, ac agor un' },
  does_close: {
    en: 'Close what is open; nothing is discarded',
    cy: 'Cau’r hyn sydd ar agor; ni chollir dim',
  },
  rowKeys: { en: '↑ ↓ Enter', cy: '↑ ↓ Enter' },
  navigation: { en: 'Pages', cy: 'Tudalennau' },
  header: { en: 'Muster', cy: 'Muster' },
  notFound: { en: 'There is no such page', cy: 'Nid oes tudalen o’r fath' },
  notFoundText: {
    en: 'The record may have left this computer, or the link is wrong.',
    cy: 'Efallai bod y cofnod wedi gadael y cyfrifiadur hwn, neu bod y ddolen yn anghywir.',
  },
  toYourWork: { en: 'Go to your work', cy: 'Mynd i’ch gwaith' },
  broken: { en: 'This page could not be shown', cy: 'Nid oedd modd dangos y dudalen hon' },
  brokenText: {
    en: 'Nothing you saved is lost. Try again; if it happens once more, tell your help desk.',
    cy: 'Nid oes dim a gadwyd gennych wedi’i golli. Rhowch gynnig arall arni; os bydd yn digwydd eto, rhowch wybod i’ch desg gymorth.',
  },
  tryAgain: { en: 'Try again', cy: 'Rhoi cynnig arall' },
  dismiss: { en: 'Close this message', cy: 'Cau’r neges hon' },
  syncNow: { en: 'Sync now', cy: 'Cysoni nawr' },
});
