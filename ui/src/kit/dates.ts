// Dates and times as people here write them: 3 March 2026, 1:30pm, Thu 26 Nov. Month and day names
// are our own, so that Welsh does not hang on the web view's language data.
import { catalogue, type Language, wording } from './words';

const names = {
  en: {
    months: [
      'January',
      'February',
      'March',
      'April',
      'May',
      'June',
      'July',
      'August',
      'September',
      'October',
      'November',
      'December',
    ],
    days: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
    shortDays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  },
  cy: {
    months: [
      'Ionawr',
      'Chwefror',
      'Mawrth',
      'Ebrill',
      'Mai',
      'Mehefin',
      'Gorffennaf',
      'Awst',
      'Medi',
      'Hydref',
      'Tachwedd',
      'Rhagfyr',
    ],
    days: [
      'Dydd Sul',
      'Dydd Llun',
      'Dydd Mawrth',
      'Dydd Mercher',
      'Dydd Iau',
      'Dydd Gwener',
      'Dydd Sadwrn',
    ],
    shortDays: ['Sul', 'Llun', 'Maw', 'Mer', 'Iau', 'Gwe', 'Sad'],
  },
} as const;

const words = catalogue({
  today: { en: 'today', cy: 'heddiw' },
  yesterday: { en: 'yesterday', cy: 'ddoe' },
  todayAt: { en: 'today at {time}', cy: 'heddiw am {time}' },
  yesterdayAt: { en: 'yesterday at {time}', cy: 'ddoe am {time}' },
  dateAt: { en: '{date} at {time}', cy: '{date} am {time}' },
  dateComma: { en: '{date}, {time}', cy: '{date}, {time}' },
});

export interface Dates {
  /** 3 March 2026 */
  readonly day: (iso: string) => string;
  /** Friday 27 November */
  readonly weekday: (iso: string) => string;
  /** Thu 26 Nov, with the year when it is not this one */
  readonly short: (iso: string) => string;
  /** 1:30pm */
  readonly time: (iso: string) => string;
  /** today at 9:12am · 12 November 2026 at 2:15pm */
  readonly moment: (iso: string) => string;
  /** Today at 9:12am, at the start of a line */
  readonly momentFirst: (iso: string) => string;
  /** Friday 27 November, 5pm */
  readonly deadline: (iso: string) => string;
}

const nth = (list: readonly string[], index: number): string => list[index] ?? '';

// A date without a time is a calendar day, not midnight in London.
const parsed = (iso: string): Date => {
  const [year, month, day] = iso.split('-').map(Number);
  return /^\d{4}-\d{2}-\d{2}$/.test(iso)
    ? new Date(year ?? 0, (month ?? 1) - 1, day ?? 1)
    : new Date(iso);
};

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const datesIn = (language: Language, now: () => Date = () => new Date()): Dates => {
  const own = names[language];
  const say = (key: keyof typeof words, values: Record<string, string> = {}) =>
    wording(words[key], language, values);

  const day = (iso: string) => {
    const at = parsed(iso);
    return `${at.getDate()} ${nth(own.months, at.getMonth())} ${at.getFullYear()}`;
  };
  const weekday = (iso: string) => {
    const at = parsed(iso);
    return `${nth(own.days, at.getDay())} ${at.getDate()} ${nth(own.months, at.getMonth())}`;
  };
  const short = (iso: string) => {
    const at = parsed(iso);
    const year = at.getFullYear() === now().getFullYear() ? '' : ` ${at.getFullYear()}`;
    return `${nth(own.shortDays, at.getDay())} ${at.getDate()} ${nth(own.months, at.getMonth()).slice(0, 3)}${year}`;
  };
  const time = (iso: string) => {
    const at = parsed(iso);
    const minutes = at.getMinutes() === 0 ? '' : `:${String(at.getMinutes()).padStart(2, '0')}`;
    return `${at.getHours() % 12 || 12}${minutes}${at.getHours() < 12 ? 'am' : 'pm'}`;
  };
  const moment = (iso: string) => {
    const at = parsed(iso);
    const before = new Date(now());
    before.setDate(before.getDate() - 1);
    if (sameDay(at, now())) return say('todayAt', { time: time(iso) });
    if (sameDay(at, before)) return say('yesterdayAt', { time: time(iso) });
    return say('dateAt', { date: day(iso), time: time(iso) });
  };
  return {
    day,
    weekday,
    short,
    time,
    moment,
    momentFirst: (iso) => capital(moment(iso)),
    deadline: (iso) => say('dateComma', { date: weekday(iso), time: time(iso) }),
  };
};
