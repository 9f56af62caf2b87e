// The work by keyboard alone.
import { expect, id, open, test, transfer } from './desk';

test('a request is asked for without a mouse', async ({ page }) => {
  await open(page, '/work?scenario=recruiter');
  await page.keyboard.press('Control+n');
  await expect(page.getByRole('heading', { name: 'Ask for a record' })).toBeVisible();

  await page.getByLabel('Applicant').focus();
  await page.keyboard.type('Megan');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Brack');
  await expect(page.getByRole('option', { name: /Brackenmoor/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: /organisation/ })).toHaveValue(/Brackenmoor/);
  const tabTo = async (name: RegExp) => {
    const target = page.getByRole('textbox', { name }).or(page.getByLabel(name)).first();
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press('Tab');
      if (await target.evaluate((it) => it === document.activeElement)) return;
    }
    throw new Error(`Tab does not reach ${name}`);
  };
  await tabTo(/^National Insurance number$/);
  await page.keyboard.type('qq123456c');
  await page.keyboard.press('Tab');
  for (const part of ['17', '5', '1991']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(part);
  }
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Last name')).toHaveValue('Pritchard-Lowe');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(page.getByLabel('Doctor or dentist')).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(page.getByLabel('Before the hire')).toBeChecked();
  for (const part of ['20', '11', '2026']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(part);
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(page.getByLabel('When the offer was accepted')).toBeChecked();
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/transfers\/[0-9a-f-]{36}$/);
});

test('a review is decided without a mouse', async ({ page }) => {
  await open(page, `/transfers/${transfer}/review/recruitment?scenario=recruiter`);
  const first = page.getByRole('group', { name: 'Continuous NHS service' });
  await first.getByLabel('Keep').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await expect(first.getByLabel('Accept')).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(
    page.getByRole('group', { name: 'NHS start date' }).getByLabel('Keep'),
  ).toBeChecked();
  await expect(page.getByRole('button', { name: /Save 2 decisions/ })).toBeVisible();
  await expect(page.getByText('5 fields left to decide')).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('status')).toContainText('saved on this computer');
});

test('a list has one tab stop; arrows move, Enter opens, and an open panel follows', async ({
  page,
}) => {
  await open(page, '/work?scenario=offline');
  const rows = page.getByRole('grid').locator('tr[data-row]');
  await expect(page.getByRole('grid').locator('[tabindex="0"]')).toHaveCount(1);
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary');
  await expect(panel.getByRole('heading')).toHaveText('Megan Pritchard-Lowe');
  await page.keyboard.press('ArrowDown');
  await expect(panel.getByRole('heading')).toHaveText('Amara Okonjo-Bell');
  await expect(page).toHaveURL(new RegExp(`open=.*${id(204)}`));
});

test('a long list keeps only what is seen, and still counts and moves', async ({ page }) => {
  await open(page, '/transfers?scenario=many');
  const grid = page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', '401');
  await grid.locator('tr[data-row="0"]').focus();
  await page.keyboard.press('End');
  await expect(grid.locator('tr[data-row="399"]')).toBeFocused();
  expect(await grid.locator('tr[data-row]').count()).toBeLessThan(120);
});

test('F6 walks the parts of the window', async ({ page }) => {
  await open(page, '/work?scenario=offline');
  const seen = new Set<string>();
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('F6');
    seen.add(
      await page.evaluate(
        () => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? '',
      ),
    );
  }
  expect([...seen].sort()).toEqual(['header', 'main', 'nav', 'status']);
});

test('the palette finds a page by words in any order, and gives the focus back', async ({
  page,
}) => {
  await open(page, '/work?scenario=recruiter');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('send wait');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Waiting to send', level: 1 })).toBeVisible();
  await page.keyboard.press('Alt+1');
  await expect(page.getByRole('heading', { name: 'Your work', level: 1 })).toBeVisible();
});

test('the palette finds a person while their name is typed, and opens their page', async ({
  page,
}) => {
  await open(page, '/work?scenario=recruiter');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('amar');
  await expect(page.getByRole('option').first()).toContainText('Amara Okonjo-Bell');
  await expect(page.getByRole('dialog')).toContainText('type on to narrow');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/people\/[0-9a-f-]{36}$/);
});

test('locking hides the work, and unlocking brings it back as it was', async ({ page }) => {
  await open(page, '/transfers/new?scenario=recruiter');
  await page.getByLabel('Last name').fill('Pritchard');
  await page.keyboard.press('Control+l');
  await expect(page.getByRole('heading', { name: 'Unlock as Nadia Rahman' })).toBeVisible();
  await expect(page.getByText('waiting to send').filter({ visible: true })).toHaveCount(0);
  await expect(page.getByText('Megan').filter({ visible: true })).toHaveCount(0);
  await page.getByLabel('Password', { exact: true }).fill('right');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Last name')).toHaveValue('Pritchard');
});
