import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBlank, type Line, LineSplitter } from './lines.ts';

const LIMIT = 8;

function linesOf(pieces: readonly Uint8Array[], limit = LIMIT): readonly Line[] {
  const splitter = new LineSplitter(limit);
  return [...pieces.flatMap((piece) => [...splitter.push(piece)]), ...splitter.end()];
}

const textOf = ({ bytes }: Line): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString();

describe('lines', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\nb', ['a', '', 'b']],
    ['a\r\nb', ['a\r', 'b']],
    ['\ufeffa\nb', ['a', 'b']],
    ['12345678\n123456789\n1', ['12345678', undefined, '1']],
    ['123456789', [undefined]],
  ])('of %j are %j', (text, lines) => {
    expect(linesOf([Buffer.from(text)]).map(textOf)).toEqual(lines);
  });

  it('are the same however the bytes are cut, and account for each of them', () => {
    const source = fc.array(fc.constantFrom('\n', '\r', 'x', 'é', '0123456'), { maxLength: 40 }).map((t) => t.join(''));
    fc.assert(
      fc.property(source, fc.array(fc.nat(64), { maxLength: 8 }), (text, cuts) => {
        const bytes = Buffer.from(text);
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        const lines = linesOf(pieces);
        expect(lines.map(textOf)).toEqual(linesOf([bytes]).map(textOf));
        expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
        expect(lines.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(bytes.length);
      }),
    );
  });

  it('that never end are not held', () => {
    const splitter = new LineSplitter(LIMIT);
    const piece = new Uint8Array(1 << 20).fill(0x61);
    for (let n = 0; n < 64; n++) expect([...splitter.push(piece)]).toEqual([]);
    expect([...splitter.end()]).toEqual([{ number: 1, bytes: undefined, byteLength: 2 ** 26 }]);
  });

  it('are blank when they hold only white space', () => {
    expect(['', ' \t\r'].map((text) => isBlank(Buffer.from(text)))).toEqual([true, true]);
    expect(['a', ' 0 ', '\u00a0'].map((text) => isBlank(Buffer.from(text)))).toEqual([false, false, false]);
  });
});
