// The contrast of every pair of colours that meet on a screen, recomputed from the tokens: text 4.5,
// edges 3, and 7 in high contrast.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

const tokensOf = (theme: string): Map<string, string> => {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((it) => [it[1] ?? '', it[2] ?? '']),
  );
};

const light = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (a: string, b: string): number => {
  const [dim = 0, bright = 0] = [light(a), light(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dim + 0.05);
};

const text: readonly (readonly [string, string])[] = [
  ...['surface', 'canvas', 'sunken', 'accent-soft'].flatMap(
    (ground) =>
      [
        ['ink', ground],
        ['ink-2', ground],
        ['accent', ground],
        ['accent-hover', ground],
      ] as const,
  ),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['ok', 'ok-bg'],
  ['warn', 'warn-bg'],
  ['bad', 'bad-bg'],
  ['bad', 'surface'],
  ['bad', 'canvas'],
  ['oh', 'oh-bg'],
  ['ink', 'warn-bg'],
  ['ink', 'bad-bg'],
  ['ink', 'oh-bg'],
  ['on-top', 'top'],
  ['on-top', 'top-field'],
  ['on-top-2', 'top'],
  ['on-solid', 'solid'],
];

const edges: readonly (readonly [string, string])[] = [
  ['control', 'surface'],
  ['control', 'canvas'],
  ['accent', 'surface'],
  ['bad', 'surface'],
  ['top-line', 'top'],
];

describe.each(['light', 'dark', 'contrast'])('%s', (theme) => {
  const tokens = tokensOf(theme);
  const of = (a: string, b: string) => contrast(tokens.get(a) ?? '', tokens.get(b) ?? '');
  const floor = theme === 'contrast' ? 7 : 4.5;
  it.each(text)('text %s on %s', (a, b) => expect(of(a, b)).toBeGreaterThanOrEqual(floor));
  it.each(edges)('edge %s on %s', (a, b) => expect(of(a, b)).toBeGreaterThanOrEqual(3));
  it('the focus ring is seen on every ground', () => {
    for (const ground of ['surface', 'canvas', 'accent-soft', 'top', 'accent'])
      expect(Math.max(of('focus', ground), of('ring', ground))).toBeGreaterThanOrEqual(3);
  });
});

it('names a colour nowhere else', () => {
  const others = ['base', 'controls', 'forms', 'lists', 'frame', 'navigation', 'overlay', 'narrow'];
  for (const name of others) {
    const file = readFileSync(new URL(`./${name}.css`, import.meta.url), 'utf8');
    expect(file.match(/#[0-9a-f]{3,8}\b|rgba?\(/gi)).toBeNull();
  }
});
