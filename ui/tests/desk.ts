// A desk to test on: a fixed moment, a scenario, a language and a theme; whatever the page complains
// about fails the test, a breach of the window's policy most of all.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

export type Language = 'en' | 'cy';
export type Theme = 'light' | 'dark' | 'contrast';

export const id = (n: number): string => `0193a0c0-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const transfer = id(101);

export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export const open = async (page: Page, path: string, language: Language = 'en'): Promise<void> => {
  await page.clock.setFixedTime(new Date('2026-11-24T14:32:00Z'));
  await page.addInitScript((chosen) => localStorage.setItem('muster.language', chosen), language);
  await page.goto(path);
  await expect(page.locator('h1')).toBeVisible();
};

/**
 * Nobody has chosen a theme here, so the app follows the system's: it changes in place, by the app's
 * own code. Without motion, so that no colour is looked at halfway.
 */
export const show = async (page: Page, theme: Theme): Promise<void> => {
  await page.emulateMedia({
    colorScheme: theme === 'light' ? 'light' : 'dark',
    contrast: theme === 'contrast' ? 'more' : 'no-preference',
    reducedMotion: 'reduce',
  });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
};

const expectNothing = async (axe: AxeBuilder, theme: Theme): Promise<void> => {
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id: rule, nodes }) => ({ rule, where: nodes.map((node) => node.html) })),
    theme,
  ).toEqual([]);
};

export const expectAccessible = (page: Page, theme: Theme): Promise<void> =>
  expectNothing(
    new AxeBuilder({ page }).withTags([
      'wcag2a',
      'wcag2aa',
      'wcag21a',
      'wcag21aa',
      'wcag22aa',
      'best-practice',
    ]),
    theme,
  );

/** The rules of axe that look at colours, which are all that a theme changes. */
export const expectAccessibleColours = (page: Page, theme: Theme): Promise<void> =>
  expectNothing(
    new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']),
    theme,
  );

export const expectNoSidewaysScroll = async (page: Page): Promise<void> => {
  const { wide, seen } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    seen: document.documentElement.clientWidth,
  }));
  expect(wide).toBeLessThanOrEqual(seen);
};
