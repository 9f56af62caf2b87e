// Every screen, and what it looks like with a dialog or an error open.
import type { Page } from '@playwright/test';
import { id, transfer } from './desk';

export interface Screen {
  readonly name: string;
  readonly path: string;
  /** Brings the screen into the state that is looked at. */
  readonly arrange?: (page: Page) => Promise<void>;
}

const press = (key: string) => async (page: Page) => {
  await page.keyboard.press(key);
  await page.locator('[role="dialog"], [role="alertdialog"]').waitFor();
};

const click =
  (selector: string, thenSee: string, within = 'main') =>
  async (page: Page) => {
    await page.locator(within).locator(selector).first().click();
    await page.locator(thenSee).first().waitFor();
  };

const dialog = '[role="dialog"], [role="alertdialog"]';
const summary = '.nhsuk-error-summary';

export const screens: readonly Screen[] = [
  { name: 'sign in', path: '/work?scenario=nobody' },
  {
    name: 'sign in, with errors',
    path: '/work?scenario=nobody',
    arrange: click('button[type=submit]', summary),
  },
  { name: 'unlock', path: '/work?scenario=locked' },
  {
    name: 'unlock, with an error',
    path: '/work?scenario=wrong',
    arrange: async (page) => {
      await page.locator('input[name=password]').fill('not this one');
      await click('button[type=submit]', summary)(page);
    },
  },
  {
    name: 'unlock, offline use has ended',
    path: '/work?scenario=lapsed',
    arrange: async (page) => {
      await page.locator('input[name=password]').fill('right');
      await click('button[type=submit]', summary)(page);
    },
  },
  { name: 'your work', path: '/work?scenario=recruiter' },
  { name: 'a copy that cannot be opened', path: '/work?scenario=unopenable' },
  { name: 'a copy was removed', path: '/work?scenario=removed' },
  { name: 'a copy was removed, and not all handed in', path: '/work?scenario=removed_partly' },
  { name: 'your work, offline use ends soon', path: '/work?scenario=limit' },
  { name: 'your work offline, with a panel', path: `/work?scenario=offline&open=${id(702)}` },
  { name: 'your work, empty', path: '/work?scenario=empty' },
  { name: 'your work of an approver', path: '/work?scenario=approver' },
  { name: 'your work of OH', path: `/work?scenario=oh&open=${id(231)}` },
  { name: 'your work of learning', path: '/work?scenario=learning' },
  {
    name: 'your work of an approver, who has it and where it went',
    path: `/work?scenario=approver&open=${id(221)}`,
  },
  {
    name: 'your work, some marked',
    path: '/work?scenario=recruiter',
    arrange: click('td.mark input', '.toolbar strong'),
  },
  {
    name: 'your work, what came of each',
    path: '/work?scenario=recruiter',
    arrange: async (page) => {
      await click('td.mark input', '.toolbar strong')(page);
      await page.locator('.toolbar button').last().click();
      await page.locator(dialog).waitFor();
    },
  },
  {
    name: 'your work, passing on with an error',
    path: `/work?scenario=approver&open=${id(221)}`,
    arrange: async (page) => {
      await click('.side .foot button + button:not(.quiet)', dialog)(page);
      await page.locator('[role=dialog] button.filled').click();
      await page.locator(summary).waitFor();
    },
  },
  {
    name: 'your work, columns',
    path: '/work?scenario=recruiter',
    arrange: click('.toolbar button.quiet:last-child', dialog),
  },
  {
    name: 'your work, saving a view with an error',
    path: '/work?scenario=recruiter&overdue=true',
    arrange: async (page) => {
      await click('.toolbar .grow + button', dialog)(page);
      await page.locator('[role=dialog] button.filled').click();
      await page.locator(summary).waitFor();
    },
  },
  { name: 'time away', path: '/away?scenario=approver' },
  {
    name: 'time away, with errors',
    path: '/away?scenario=approver',
    arrange: click('button[type=submit]', summary),
  },
  { name: 'palette', path: '/work?scenario=recruiter', arrange: press('Control+k') },
  { name: 'keys', path: '/work?scenario=recruiter', arrange: press('F1') },
  {
    name: 'person menu',
    path: '/work?scenario=recruiter',
    arrange: async (page) => {
      await page.locator('header .account').click();
      await page.locator('[role="menu"]').waitFor();
    },
  },
  { name: 'applicants', path: '/people?scenario=recruiter' },
  { name: 'staff of a manager', path: '/staff?scenario=manager' },
  { name: 'staff, nobody held', path: '/staff?scenario=manager_of_none' },
  { name: 'applicants, empty', path: '/people?scenario=empty' },
  { name: 'applicant', path: `/people/${id(351)}?scenario=recruiter` },
  {
    name: 'applicant, changing, with an error',
    path: `/people/${id(351)}?scenario=recruiter`,
    arrange: async (page) => {
      await click('.button:not(.destructive):not(.filled)', dialog)(page);
      await page.locator('[role=dialog] input[name^=start_on]').first().fill('99');
      await page.locator('[role=dialog] button.filled').click();
      await page.locator(summary).waitFor();
    },
  },
  {
    name: 'applicant, adding a document, with errors',
    path: `/people/${id(351)}?scenario=recruiter`,
    arrange: async (page) => {
      await click('.card .card-body > .form-actions button', dialog)(page);
      await page.locator('[role=dialog] button.filled').click();
      await page.locator(summary).waitFor();
    },
  },
  {
    name: 'applicant, a picture open',
    path: `/people/${id(351)}?scenario=recruiter`,
    arrange: click('.card tbody .form-actions button', dialog),
  },
  {
    name: 'applicant, a copy saved',
    path: `/people/${id(351)}?scenario=recruiter`,
    arrange: click('.card tbody .form-actions button:nth-of-type(2)', '[role=status] .note'),
  },
  {
    name: 'applicant, removing a document, with an error',
    path: `/people/${id(351)}?scenario=recruiter`,
    arrange: async (page) => {
      await click('.card tbody button.destructive', dialog)(page);
      await page.locator('[role=alertdialog] button.destructive').click();
      await page.locator(summary).waitFor();
    },
  },
  { name: 'applicant, for OH', path: `/people/${id(351)}?scenario=oh` },
  {
    name: 'withdraw applicant, with an error',
    path: `/people/${id(351)}?scenario=recruiter`,
    arrange: async (page) => {
      await click('button.destructive', dialog)(page);
      await page.locator('[role=alertdialog] button.destructive').click();
      await page.locator(summary).waitFor();
    },
  },
  { name: 'transfers', path: '/transfers?scenario=recruiter&view=all' },
  { name: 'transfers, empty', path: '/transfers?scenario=empty' },
  { name: 'transfers, many', path: '/transfers?scenario=many' },
  { name: 'request form', path: '/transfers/new?scenario=recruiter' },
  {
    name: 'request form, with errors',
    path: '/transfers/new?scenario=recruiter',
    arrange: click('button[type=submit]', summary),
  },
  {
    name: 'request form, choosing',
    path: '/transfers/new?scenario=recruiter',
    arrange: click('.combobox button', '[role=listbox]'),
  },
  {
    name: 'request form, changing what waits',
    path: `/transfers/new?scenario=offline&amends=${id(702)}`,
  },
  { name: 'request form, amending', path: `/transfers/new?scenario=attention&amends=${id(711)}` },
  {
    name: 'request form, with a reference',
    path: '/transfers/new?scenario=recruiter',
    arrange: click('[id$="-reference"]', '[id$="-offered"]'),
  },
  { name: 'reference that arrived', path: `/transfers/${transfer}/reference?scenario=recruiter` },
  { name: 'references', path: '/references?scenario=hr' },
  { name: 'reference to complete', path: `/references/${id(801)}?scenario=hr` },
  { name: 'reference before an offer', path: `/references/${id(802)}?scenario=hr` },
  { name: 'reference that was sent', path: `/references/${id(803)}?scenario=hr` },
  {
    name: 'reference, changing an answer',
    path: `/references/${id(801)}?scenario=hr`,
    arrange: click('td button', dialog),
  },
  {
    name: 'reference, sending',
    path: `/references/${id(801)}?scenario=hr`,
    arrange: click('.form-actions .button.filled', dialog),
  },
  { name: 'request form, with a draft', path: '/transfers/new?scenario=draft' },
  { name: 'transfer', path: `/transfers/${transfer}?scenario=recruiter` },
  { name: 'transfer with their approver', path: `/transfers/${id(102)}?scenario=recruiter` },
  { name: 'transfer refused', path: `/transfers/${id(104)}?scenario=recruiter` },
  { name: 'transfer, a question to answer', path: `/transfers/${id(105)}?scenario=recruiter` },
  {
    name: 'transfer, answering with an error',
    path: `/transfers/${id(105)}?scenario=recruiter`,
    arrange: async (page) => {
      await page.locator('form input[id*=date_of_birth]').first().fill('99');
      await click('form button[type=submit]', summary)(page);
    },
  },
  { name: 'transfer recalled', path: `/transfers/${id(106)}?scenario=recruiter` },
  {
    name: 'transfer recalled, closing the incident with an error',
    path: `/transfers/${id(106)}?scenario=recruiter`,
    arrange: async (page) => {
      await click('.card .form-actions button', dialog)(page);
      await page.locator('[role=alertdialog] button.filled').click();
      await page.locator(summary).waitFor();
    },
  },
  { name: 'transfer, consent withdrawn', path: `/transfers/${id(107)}?scenario=recruiter` },
  {
    name: 'transfer, recording that consent was withdrawn',
    path: `/transfers/${id(102)}?scenario=recruiter`,
    arrange: click('.head button.destructive:last-of-type', dialog),
  },
  { name: 'several records, who', path: '/transfers/several?scenario=recruiter' },
  {
    name: 'several records, with errors',
    path: '/transfers/several?scenario=recruiter',
    arrange: async (page) => {
      await page.locator('main .form-actions button').first().click();
      await page.locator('button[type=submit]').click();
      await page.locator('.card').first().waitFor();
      await click('button[type=submit]', summary)(page);
    },
  },
  {
    name: 'review of what was recalled',
    path: `/transfers/${id(106)}/review/recruitment?scenario=recruiter`,
  },
  { name: 'transfer waiting to send', path: `/transfers/${id(103)}?scenario=offline` },
  {
    name: 'withdraw transfer, with an error',
    path: `/transfers/${id(102)}?scenario=recruiter`,
    arrange: async (page) => {
      await click('button.destructive', dialog)(page);
      await page.locator('[role=alertdialog] button.destructive').click();
      await page.locator(summary).waitFor();
    },
  },
  { name: 'review', path: `/transfers/${transfer}/review/recruitment?scenario=recruiter` },
  {
    name: 'review, with an error',
    path: `/transfers/${transfer}/review/recruitment?scenario=recruiter`,
    arrange: click('.bar button.filled', summary),
  },
  {
    name: 'review, with choices waiting',
    path: `/transfers/${transfer}/review/recruitment?scenario=offline`,
  },
  { name: 'review of learning', path: `/transfers/${transfer}/review/learning?scenario=learning` },
  { name: 'review of OH', path: `/transfers/${transfer}/review/occupational_health?scenario=oh` },
  { name: 'enquiries', path: '/enquiries?scenario=approver' },
  { name: 'enquiry, nobody chosen', path: `/enquiries/${id(401)}?scenario=approver` },
  {
    name: 'enquiry, with an error',
    path: `/enquiries/${id(401)}?scenario=approver&person=${id(501)}`,
    arrange: click('button[type=submit]', summary),
  },
  {
    name: 'enquiry, confirming',
    path: `/enquiries/${id(401)}?scenario=approver&person=${id(501)}`,
    arrange: async (page) => {
      await page.locator('input[type=checkbox]').first().check();
      await click('button[type=submit]', dialog)(page);
    },
  },
  {
    name: 'enquiry, refusing with an error',
    path: `/enquiries/${id(401)}?scenario=approver`,
    arrange: async (page) => {
      await click('.card button.destructive', dialog)(page);
      await page.locator('[role=alertdialog] button.destructive').click();
      await page.locator(summary).waitFor();
    },
  },
  { name: 'enquiry, answered', path: `/enquiries/${id(405)}?scenario=approver` },
  {
    name: 'enquiry, asking for more with an error',
    path: `/enquiries/${id(405)}?scenario=approver`,
    arrange: async (page) => {
      await click('.card .form-actions button:nth-of-type(2)', dialog)(page);
      await page.locator('[role=alertdialog] button.filled').click();
      await page.locator(summary).waitFor();
    },
  },
  { name: 'enquiry, more asked for', path: `/enquiries/${id(407)}?scenario=approver` },
  { name: 'enquiry, recalled', path: `/enquiries/${id(406)}?scenario=approver` },
  {
    name: 'enquiry, recalling with an error',
    path: `/enquiries/${id(403)}?scenario=approver`,
    arrange: async (page) => {
      await click('.head button.destructive:last-of-type', dialog)(page);
      await page.locator('[role=alertdialog] button.destructive').click();
      await page.locator(summary).waitFor();
    },
  },
  { name: 'enquiry, nobody matches', path: `/enquiries/${id(402)}?scenario=approver` },
  { name: 'enquiry, released', path: `/enquiries/${id(403)}?scenario=approver` },
  { name: 'enquiry, asked for by oneself', path: `/enquiries/${id(404)}?scenario=approver` },
  { name: 'OH releases', path: '/oh-releases?scenario=oh' },
  { name: 'OH release', path: `/oh-releases/${id(601)}?scenario=oh` },
  { name: 'OH release, sent', path: `/oh-releases/${id(602)}?scenario=oh` },
  {
    name: 'OH release, refusing with an error',
    path: `/oh-releases/${id(601)}?scenario=oh`,
    arrange: async (page) => {
      await click('button.destructive', dialog)(page);
      await page.locator('[role=alertdialog] button.destructive').click();
      await page.locator(summary).waitFor();
    },
  },
  { name: 'waiting to send', path: '/waiting?scenario=offline' },
  {
    name: 'taking back',
    path: '/waiting?scenario=offline',
    arrange: click('button.button.small', dialog),
  },
  { name: 'waiting to send, a file on its way', path: '/waiting?scenario=uploading' },
  { name: 'waiting to send, empty', path: '/waiting?scenario=recruiter' },
  { name: 'needs attention', path: '/attention?scenario=attention' },
  {
    name: 'needs attention, one open',
    path: `/attention?scenario=attention&open=${id(711)}`,
    arrange: async (page) => page.locator('.card').first().waitFor(),
  },
  {
    name: 'needs attention, a difference',
    path: `/attention?scenario=attention&open=${id(712)}`,
    arrange: async (page) => page.locator('.difference').first().waitFor(),
  },
  {
    name: 'needs attention, not decided yet',
    path: `/attention?scenario=attention&open=${id(714)}`,
    arrange: async (page) =>
      page.getByText('Not decided').or(page.getByText('Heb ei')).first().waitFor(),
  },
  {
    name: 'needs attention, two changed the same, with an error',
    path: `/attention?scenario=attention&open=${id(715)}`,
    arrange: click('button[type=submit]', summary),
  },
  {
    name: 'needs attention, a name that is taken',
    path: `/attention?scenario=attention&open=${id(716)}`,
    arrange: async (page) => page.locator('form input[name=name]').waitFor(),
  },
  { name: 'needs attention, empty', path: '/attention?scenario=recruiter' },
  { name: 'history', path: '/history?scenario=recruiter' },
  { name: 'what is held here', path: '/held?scenario=recruiter' },
  { name: 'no such page', path: '/nowhere?scenario=recruiter' },
  { name: 'no such record', path: `/enquiries/${id(999)}?scenario=recruiter` },
  ...[
    'sending',
    'receiving',
    'first_sync',
    'no_answer',
    'too_old',
    'sign_in_again',
    'connecting',
    'cannot_save',
  ].map((state) => ({ name: `status ${state}`, path: `/held?scenario=${state}` })),
];
