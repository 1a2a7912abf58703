import { describe, expect, it } from 'vitest';
import { tableLines } from './table.ts';

describe('tableLines', () => {
  it('aligns columns by what is seen of their cells, and lets the last one wrap at words', () => {
    const rows = [
      ['\u001b[1mreader\u001b[22m', 'x', 'one two three four five six seven eight'],
      ['cloud-init', 'yes', 'first line\nsecond line'],
    ];
    const lines = tableLines(rows, 48);
    expect(lines).toEqual([
      '\u001b[1mreader\u001b[22m      x    one two three four five six',
      '                 seven eight',
      'cloud-init  yes  first line',
      '                 second line',
    ]);
  });

  it('loses nothing of a word that is longer than its column', () => {
    const path = 'openstack/latest/network_data.json.services[0].address:';
    const lines = tableLines(
      [
        ['a', `${path} said`],
        ['b', 'x'.repeat(70)],
      ],
      40,
    );
    const text = lines.map((line) => line.slice(3)).join('');
    expect(text.replaceAll(' ', '')).toContain(`${path}said`);
    expect(text.match(/x+/g)?.join('')).toHaveLength(70);
    expect(lines.every((line) => line.length <= 40)).toBe(true);
  });
});
