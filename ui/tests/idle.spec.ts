// Nobody is at the desk: a minute's warning that is seen and heard, and then it locks. What was being
// typed is kept first, and still there afterwards.
import { expect, test } from '@playwright/test';

const heard = '[role=status][aria-live=polite]';

test('a desk that is left warns, locks itself, and keeps what was being typed', async ({
  page,
}) => {
  await page.clock.install();
  await page.goto('/transfers/new?scenario=recruiter');
  await page.getByLabel('Last name').fill('Pritchard');
  await page.clock.runFor('13:58');
  await expect(page.getByText('Muster locks in a minute')).toHaveCount(0);
  await page.clock.runFor('00:04');
  await expect(page.locator(heard)).toContainText('Muster locks in a minute');
  await expect(page.locator('.toast')).toContainText('Muster locks in a minute');

  // A key puts it off; the warning goes.
  await page.keyboard.press('Shift');
  await expect(page.locator('.toast')).toHaveCount(0);
  await page.clock.runFor('14:30');
  await expect(page.locator('.toast')).toBeVisible();
  await page.clock.runFor('00:35');
  await expect(page.getByRole('heading', { name: 'Unlock as Nadia Rahman' })).toBeVisible();
  await expect(page.locator('.toast')).toHaveCount(0);
  await page.getByLabel('Password', { exact: true }).fill('right');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Last name')).toHaveValue('Pritchard');
});

test('on an occupational-health desk it is ten minutes', async ({ page }) => {
  await page.clock.install();
  await page.goto('/work?scenario=oh');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.clock.runFor('09:01');
  await expect(page.locator('.toast')).toBeVisible();
  await page.clock.runFor('01:01');
  await expect(page.getByRole('heading', { name: /Unlock as/ })).toBeVisible();
});
