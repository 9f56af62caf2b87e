// Theme and density, per person on this computer: system, light, dark or high contrast; compact or
// comfortable. Nothing personal is kept.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export const themes = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];
export const densities = ['compact', 'comfortable'] as const;
export type Density = (typeof densities)[number];

const keptTheme = 'muster.theme';
const keptDensity = 'muster.density';

interface Appearance {
  readonly theme: Theme;
  readonly chooseTheme: (theme: Theme) => void;
  readonly density: Density;
  readonly chooseDensity: (density: Density) => void;
  /** What suits the work at hand, until the person has chosen. */
  readonly suggestDensity: (density: Density) => void;
}

const AppearanceContext = createContext<Appearance>({
  theme: 'system',
  chooseTheme: () => undefined,
  density: 'compact',
  chooseDensity: () => undefined,
  suggestDensity: () => undefined,
});

const dark = () => matchMedia('(prefers-color-scheme: dark)');
const contrast = () => matchMedia('(prefers-contrast: more)');

const seen = (theme: Theme): Exclude<Theme, 'system'> => {
  if (theme !== 'system') return theme;
  if (contrast().matches) return 'contrast';
  return dark().matches ? 'dark' : 'light';
};

const rememberedTheme = (): Theme =>
  themes.find((it) => it === localStorage.getItem(keptTheme)) ?? 'system';

const rememberedDensity = (): Density | null =>
  densities.find((it) => it === localStorage.getItem(keptDensity)) ?? null;

export function AppearanceProvider({ children }: { children: ReactNode }) {
  const [theme, setTheme] = useState<Theme>(rememberedTheme);
  const [chosen, setChosen] = useState<Density | null>(rememberedDensity);
  const [suits, setSuits] = useState<Density>('compact');
  const density = chosen ?? suits;
  useEffect(() => {
    const show = () => {
      document.documentElement.dataset['theme'] = seen(theme);
    };
    show();
    const watched = [dark(), contrast()];
    for (const it of watched) it.addEventListener('change', show);
    return () => {
      for (const it of watched) it.removeEventListener('change', show);
    };
  }, [theme]);
  useEffect(() => {
    document.documentElement.dataset['density'] = density;
  }, [density]);
  const appearance = useMemo(
    () => ({
      theme,
      chooseTheme: (next: Theme) => {
        localStorage.setItem(keptTheme, next);
        setTheme(next);
      },
      density,
      chooseDensity: (next: Density) => {
        localStorage.setItem(keptDensity, next);
        setChosen(next);
      },
      suggestDensity: setSuits,
    }),
    [theme, density],
  );
  return <AppearanceContext value={appearance}>{children}</AppearanceContext>;
}

export const useAppearance = (): Appearance => useContext(AppearanceContext);

export function useSuitedDensity(density: Density) {
  const { suggestDensity } = useAppearance();
  useEffect(() => suggestDensity(density), [suggestDensity, density]);
}
