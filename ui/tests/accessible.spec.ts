// axe finds nothing on any screen, light, dark and high contrast, in English and in Welsh.
import { expectAccessible, open, type Setting, test } from './desk';
import { screens } from './screens';

const settings: readonly Required<Setting>[] = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'cy' },
  { theme: 'light', language: 'cy' },
  { theme: 'dark', language: 'en' },
  { theme: 'contrast', language: 'en' },
];

for (const setting of settings)
  test.describe(`${setting.theme}, ${setting.language}`, () => {
    for (const screen of screens)
      test(screen.name, async ({ page }) => {
        await open(page, screen.path, setting);
        await screen.arrange?.(page);
        await expectAccessible(page);
      });
  });
