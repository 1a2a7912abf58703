/** Files beyond 4 GiB in the eyes of foreign readers: their true length, in every tree. Contents are for the kernel (test/mounted). */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { ContentSource } from 'iso9660-format';
import { layOutImage, slicesOf } from 'iso9660-writer';
import { beforeAll, expect, it } from 'vitest';
import { programPath, withForeign } from '../support/foreign.ts';
import { warningsOfIsovfy } from '../support/readers/isoinfo.ts';
import { textOf } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { OPTIONS } from './images.ts';

const GIB = 2 ** 30;
const LENGTHS = { 'just fits': 2 ** 32 - 2048, 'two sections': 4.5 * GIB, 'four sections': 13 * GIB + 5 } as const;

const zeros = (byteLength: number): ContentSource => ({ byteLength, open: () => [], fill: (target) => target.length });

withForeign(['bsdtar', 'isoinfo', 'isovfy', 'xorriso', '7z'], 'files beyond 4 GiB', () => {
  const directory = useTemporaryDirectory();
  const image = (): string => directory('large.iso');

  beforeAll(() => {
    const entries = Object.entries(LENGTHS).map(([path, byteLength]) => ({ path, content: zeros(byteLength) }));
    const layout = layOutImage([...entries, { path: 'zmall', content: 'x' }], OPTIONS);
    const metadata = Math.min(...layout.files.blocks) * 2048;
    const [slice] = slicesOf(layout, new Uint8Array(metadata));
    const file = openSync(image(), 'w');
    writeSync(file, slice ?? new Uint8Array(0));
    ftruncateSync(file, layout.byteLength);
    closeSync(file);
  });

  it.each([
    ['Rock Ridge', []],
    ['Joliet', ['--options', 'iso9660:!rockridge']],
  ])('are listed whole by libarchive: %s (libarchive #1156, which cut them)', (_, options) => {
    const text = textOf(programPath('bsdtar'), ['-tvf', image(), ...options]);
    for (const [path, byteLength] of Object.entries(LENGTHS)) expect(lineOf(text, path)).toContain(` ${byteLength} `);
  });

  it('are listed whole by 7-Zip', () => {
    const blocks = textOf(programPath('7z'), ['l', '-slt', image()]).split('\n\n');
    for (const [path, byteLength] of Object.entries(LENGTHS)) {
      expect(blocks.find((block) => block.includes(`Path = ${path}\n`))).toContain(`\nSize = ${byteLength}\n`);
    }
  });

  it('are listed whole by libisofs', () => {
    const text = textOf(programPath('xorriso'), ['-report_about', 'WARNING', '-indev', image(), '-lsl', '/', '--']);
    for (const [path, byteLength] of Object.entries(LENGTHS))
      expect(lineOf(text, `'${path}'`)).toContain(` ${byteLength} `);
  });

  it.each([['-R'], ['-J']])('are listed section by section by cdrkit: %s', (tree) => {
    const text = textOf(programPath('isoinfo'), ['-l', tree, '-i', image()]);
    for (const [path, byteLength] of Object.entries(LENGTHS)) {
      const sections = text.split('\n').filter((line) => line.trimEnd().endsWith(` ${path}`));
      const lengths = sections.map((line) => Number(/(\d+) \w{3} [ \d]\d \d{4} \[/.exec(line)?.[1]));
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(byteLength);
    }
  });

  it('give isovfy nothing to say but that a full section has -2048 bytes, as it reads the number', () => {
    const others = warningsOfIsovfy(image()).filter((line) => !/ -2048 {2}Flags=\(80\)/.test(line));
    expect(others).toEqual([]);
  });
});

const lineOf = (text: string, end: string): string | undefined => text.split('\n').find((line) => line.endsWith(end));
