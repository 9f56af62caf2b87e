// The language of the screens, chosen by the person and remembered on this computer.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Dates, datesIn } from './dates';
import { type Catalogue, type Language, type Say, sayIn } from './words';

const kept = 'muster.language';

interface Choice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<Choice>({ language: 'en', choose: () => undefined });

const remembered = (): Language => (localStorage.getItem(kept) === 'cy' ? 'cy' : 'en');

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(remembered);
  useEffect(() => {
    document.documentElement.lang = language === 'cy' ? 'cy' : 'en-GB';
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      choose: (next: Language) => {
        localStorage.setItem(kept, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

export const useLanguage = (): Choice => useContext(LanguageContext);

export function useWords<W extends Catalogue>(words: W): Say<W> {
  const { language } = useLanguage();
  return useMemo(() => sayIn(words, language), [words, language]);
}

export function useDates(): Dates {
  const { language } = useLanguage();
  return useMemo(() => datesIn(language), [language]);
}
