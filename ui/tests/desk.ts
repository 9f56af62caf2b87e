// A desk to test on: a fixed moment, a scenario, an appearance and a language; whatever the page
// complains about fails the test, a breach of the window's policy most of all.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

export interface Setting {
  readonly theme?: 'light' | 'dark' | 'contrast';
  readonly language?: 'en' | 'cy';
}

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

export const open = async (page: Page, path: string, setting: Setting = {}): Promise<void> => {
  const { theme = 'light', language = 'en' } = setting;
  await page.clock.setFixedTime(new Date('2026-11-24T14:32:00Z'));
  await page.addInitScript(
    ([chosenTheme, chosenLanguage]) => {
      localStorage.setItem('muster.theme', chosenTheme);
      localStorage.setItem('muster.language', chosenLanguage);
    },
    [theme, language] as const,
  );
  await page.goto(path);
  await expect(page.locator('h1')).toBeVisible();
};

export const expectAccessible = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(
    violations.map(({ id: rule, nodes }) => ({ rule, where: nodes.map((node) => node.html) })),
  ).toEqual([]);
};

export const expectNoSidewaysScroll = async (page: Page): Promise<void> => {
  const { wide, seen } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    seen: document.documentElement.clientWidth,
  }));
  expect(wide).toBeLessThanOrEqual(seen);
};
