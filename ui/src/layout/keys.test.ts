// Which keystroke asks for what; AltGr, which types ŵ and ŷ, asks for nothing.
import { describe, expect, it } from 'vitest';
import { globalKey } from './keys';
import { matching, type Target } from './Palette';

const stroke = (key: string, held: readonly string[] = [], code = '') => ({
  key,
  code,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

describe('the keys', () => {
  it('hears those that are ours', () => {
    expect(globalKey(stroke('k', ['ctrl']))).toBe('palette');
    expect(globalKey(stroke('/', ['ctrl']))).toBe('keys');
    expect(globalKey(stroke('F6', ['shift']))).toBe('previousPane');
    expect(globalKey(stroke('F5'))).toBe('sync');
    expect(globalKey(stroke('z', ['ctrl']))).toBe('undo');
    expect(globalKey(stroke('3', ['alt'], 'Digit3'))).toEqual({ page: 3 });
  });
  it('leaves single letters and AltGr alone', () => {
    expect(globalKey(stroke('k'))).toBeNull();
    expect(globalKey(stroke('ŵ', ['ctrl', 'alt']))).toBeNull();
    expect(globalKey(stroke('3', ['ctrl', 'alt'], 'Digit3'))).toBeNull();
  });
  it('uses Command on a Mac', () => {
    expect(globalKey(stroke('k', ['meta']), true)).toBe('palette');
    expect(globalKey(stroke('k', ['ctrl']), true)).toBeNull();
  });
});

describe('the palette', () => {
  const target = (label: string): Target => ({
    id: label,
    detail: 'Page',
    label,
    icon: 'home',
    go: () => undefined,
  });
  it('finds words in any order, with or without their marks', () => {
    const all = [target('Waiting to send'), target('Tŷ’r ymgeiswyr')];
    expect(matching(all, 'send wait').map((it) => it.id)).toEqual(['Waiting to send']);
    expect(matching(all, 'ty')).toHaveLength(1);
    expect(matching(all, '')).toHaveLength(2);
  });
});
