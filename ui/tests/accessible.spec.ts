// axe finds nothing on any screen, in either language, in light, dark and high contrast. A screen is
// opened once a language and its theme changed in place. A theme changes nothing but colours, so
// under the second and the third only axe's rules about colours look again: all of them would double
// the time and find the same.
import { expectAccessible, expectAccessibleColours, open, show, test } from './desk';
import { screens } from './screens';

for (const language of ['en', 'cy'] as const)
  test.describe(language, () => {
    for (const screen of screens)
      test(screen.name, async ({ page }) => {
        await open(page, screen.path, language);
        await screen.arrange?.(page);
        await show(page, 'light');
        await expectAccessible(page, 'light');
        for (const theme of ['dark', 'contrast'] as const) {
          await show(page, theme);
          await expectAccessibleColours(page, theme);
        }
      });
  });
