// A refusal: the summary takes the focus, the window says so, the field says the same words.
import { expect, id, open, test } from './desk';

test('what is missing is said in the summary and at each field', async ({ page }) => {
  await open(page, '/transfers/new?scenario=recruiter');
  await page.getByRole('button', { name: 'Save the request' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('heading')).toHaveText('There is a problem');
  await expect(page).toHaveTitle(/^Error: /);
  await expect(summary.getByRole('link')).toHaveCount(9);
  for (const link of await summary.getByRole('link').all()) {
    const words = await link.textContent();
    await expect(page.locator('.nhsuk-error-message', { hasText: words ?? '' })).toHaveCount(1);
  }
  await summary.getByRole('link', { name: 'Enter the last name' }).click();
  await expect(page.getByLabel('Last name')).toBeFocused();
});

test('a refusal of the rules stands at its field, and nothing typed is lost', async ({ page }) => {
  await open(page, `/transfers/new?scenario=refused&applicant=${id(303)}`);
  await page.getByRole('combobox', { name: /organisation/ }).fill('Brack');
  await page.getByRole('option', { name: /Brackenmoor/ }).click();
  await page.getByLabel('National Insurance number', { exact: true }).fill('QQ123456C');
  const born = page.getByRole('group', { name: 'Date of birth' });
  await born.getByLabel('Day').fill('17');
  await born.getByLabel('Month').fill('5');
  await born.getByLabel('Year').fill('1991');
  await page.getByLabel('Last name').fill('Lowe');
  const given = page.getByRole('group', { name: 'Date consent was given' });
  await given.getByLabel('Day').fill('20');
  await given.getByLabel('Month').fill('11');
  await given.getByLabel('Year').fill('2026');
  await page.getByLabel('Any other staff').check();
  await page.getByLabel('Before the hire').check();
  await page.getByLabel('In writing').check();
  await page.getByRole('button', { name: 'Save the request' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByRole('alert')).toContainText('already been asked');
  await expect(page.getByLabel('Last name')).toHaveValue('Lowe');
  await page.getByRole('alert').getByRole('link').click();
  await expect(page.getByRole('combobox', { name: /organisation/ })).toBeFocused();
});

test('a National Insurance number is masked until it is shown', async ({ page }) => {
  await open(page, '/transfers/new?scenario=recruiter');
  const field = page.getByLabel('National Insurance number', { exact: true });
  await expect(field).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show National Insurance number' }).click();
  await expect(field).toHaveAttribute('type', 'text');
});

test('OH is told apart: the recruiter sees that it came and who decides, not what it says', async ({
  page,
}) => {
  await open(page, `/transfers/${id(101)}?scenario=recruiter`);
  const row = page.getByRole('row', { name: /Occupational health/ });
  await expect(row).toContainText('With OH only');
  await expect(row).toContainText('OH decides');
  await expect(row.getByRole('link')).toHaveCount(0);
});
