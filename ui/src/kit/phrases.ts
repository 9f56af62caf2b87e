// The words that the components themselves say.
import { catalogue } from './words';

export const phrases = catalogue({
  problem: { en: 'There is a problem', cy: 'Mae problem' },
  errorLabel: { en: 'Error:', cy: 'Gwall:' },
  errorTitle: { en: 'Error: {title}', cy: 'Gwall: {title}' },
  optional: { en: '{label} (optional)', cy: '{label} (dewisol)' },
  show: { en: 'Show', cy: 'Dangos' },
  hide: { en: 'Hide', cy: 'Cuddio' },
  showPassword: { en: 'Show password', cy: 'Dangos cyfrinair' },
  hidePassword: { en: 'Hide password', cy: 'Cuddio cyfrinair' },
  showNiNumber: {
    en: 'Show National Insurance number',
    cy: 'Dangos rhif Yswiriant Gwladol',
  },
  hideNiNumber: {
    en: 'Hide National Insurance number',
    cy: 'Cuddio rhif Yswiriant Gwladol',
  },
  day: { en: 'Day', cy: 'Diwrnod' },
  month: { en: 'Month', cy: 'Mis' },
  year: { en: 'Year', cy: 'Blwyddyn' },
  loading: { en: 'Getting this ready', cy: 'Wrthi’n paratoi' },
  cancel: { en: 'Cancel', cy: 'Canslo' },
  close: { en: 'Close', cy: 'Cau' },
  breadcrumb: { en: 'Breadcrumb', cy: 'Llwybr' },
  noMatch: { en: 'Nothing matches', cy: 'Dim byd yn cyfateb' },
  keep: { en: 'Keep', cy: 'Cadw' },
  accept: { en: 'Accept', cy: 'Derbyn' },
  done: { en: 'Done:', cy: 'Wedi’i wneud:' },
  stopped: { en: 'Stopped here:', cy: 'Wedi stopio yma:' },
  showList: { en: 'Show the list', cy: 'Dangos y rhestr' },
});
