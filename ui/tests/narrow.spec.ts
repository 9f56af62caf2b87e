// 1280 px at 400 % zoom is 320 px: nothing scrolls sideways, in the longer language.
import { expect, expectNoSidewaysScroll, open, test } from './desk';
import { screens } from './screens';

test.use({ viewport: { width: 320, height: 640 } });

for (const screen of screens)
  test(screen.name, async ({ page }) => {
    await open(page, screen.path, 'cy');
    await screen.arrange?.(page);
    await expectNoSidewaysScroll(page);
  });

test('the navigation stands behind Menu', async ({ page }) => {
  await open(page, '/work?scenario=recruiter');
  await expect(page.locator('#navigation')).toBeHidden();
  await page.getByRole('button', { name: 'Menu' }).click();
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('link', { name: 'Transfers' }).click();
  await expect(page.getByRole('heading', { name: 'Transfers', level: 1 })).toBeVisible();
});
