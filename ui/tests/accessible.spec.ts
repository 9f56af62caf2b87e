// axe finds nothing on any screen: light in English, dark in Welsh, which is longer, and high
// contrast. Every rule that depends on language or on colours meets each of them once.
import { expectAccessible, open, type Setting, test } from './desk';
import { screens } from './screens';

const settings: readonly Required<Setting>[] = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'cy' },
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
