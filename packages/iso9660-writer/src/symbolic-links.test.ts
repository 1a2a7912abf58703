import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../test/support/test-codec.ts';
import { symbolicLinkEntries } from './symbolic-links.ts';

const hexOf = (entry: Uint8Array): string => Buffer.from(entry).toString('hex');
const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/** Flags and bytes of the components of one SL entry, read by the numbers of RRIP 4.1.3. */
function componentsOf(entry: Uint8Array): { flags: number; bytes: Buffer }[] {
  const components: { flags: number; bytes: Buffer }[] = [];
  for (let rest = Buffer.from(entry.subarray(5)); rest.length > 0; ) {
    const end = 2 + rest.readUInt8(1);
    components.push({ flags: rest.readUInt8(0), bytes: rest.subarray(2, end) });
    rest = rest.subarray(end);
  }
  return components;
}

/** The target that a reader puts together from components, whole entries with a continued component joined. */
function joined(entries: readonly Uint8Array[]): string {
  const parts: { flags: number; bytes: Buffer }[] = [];
  let isOpen = false;
  for (const { flags, bytes } of entries.flatMap(componentsOf)) {
    if (isOpen) parts.at(-1)!.bytes = Buffer.concat([parts.at(-1)!.bytes, bytes]);
    else parts.push({ flags: flags & ~1, bytes });
    isOpen = (flags & 1) === 1;
  }
  const special: Readonly<Record<number, string>> = { 2: '.', 4: '..', 8: '' };
  const texts = parts.map(({ flags, bytes }) => special[flags] ?? bytes.toString('utf8'));
  return texts.length === 1 && texts[0] === '' ? '/' : texts.join('/');
}

const collapsed = (target: string): string => target.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1');

describe('every form of a component (R104)', () => {
  it.each([
    ['a', `00 01 ${ascii('a')}`],
    ['.', '02 00'],
    ['..', '04 00'],
    ['/', '08 00'],
    ['/etc', `08 00 00 03 ${ascii('etc')}`],
    ['../a/./b', `04 00 00 01 ${ascii('a')} 02 00 00 01 ${ascii('b')}`],
    ['...', `00 03 ${ascii('...')}`],
    // R105: these have no form of their own.
    ['a//b', `00 01 ${ascii('a')} 00 01 ${ascii('b')}`],
    ['a/', `00 01 ${ascii('a')}`],
    ['//a', `08 00 00 01 ${ascii('a')}`],
    ['é', '00 02 c3a9'],
  ])('%s', (target, components) => {
    const bytes = bytesOf(components);
    const head = Buffer.from([0x53, 0x4c, 5 + bytes.length, 1, 0]);
    expect(symbolicLinkEntries(target).map(hexOf)).toEqual([Buffer.concat([head, bytes]).toString('hex')]);
  });
});

describe('a target that fills entries', () => {
  it.each([
    ['exactly one', 'x'.repeat(248), 1],
    ['one and a byte', 'x'.repeat(249), 2],
    ['two of one component', 'x'.repeat(496), 2],
    ['two and a byte', 'x'.repeat(497), 3],
  ])('%s', (_, target, count) => {
    const entries = symbolicLinkEntries(target);
    expect(joined(entries)).toBe(target);
    expect(entries).toHaveLength(count);
  });

  it('of 250 components, for which genisoimage never ends', () => {
    const target = Array.from({ length: 250 }, (_, index) => String(index + 100)).join('/');
    const entries = symbolicLinkEntries(target);
    expect(joined(entries)).toBe(target);
    expect(entries.slice(0, -1).every((entry) => componentsOf(entry).at(-1)!.flags === 1)).toBe(true);
  });

  it.each([
    ['one component', 'x'.repeat(4095)],
    ['names of two', `${'ab/'.repeat(1364)}abc`],
    ['names of one', `${'a/'.repeat(2047)}a`],
    ['parents', `${'../'.repeat(1364)}..`],
    ['currents', `${'./'.repeat(2047)}.`],
    ['from the root', `/${'x'.repeat(200)}/${'y'.repeat(3893)}`],
  ])('of as many bytes as Linux shows: %s', (_, target) => {
    expect(target.length).toBeGreaterThanOrEqual(4094);
    expect(joined(symbolicLinkEntries(target))).toBe(target);
  });
});

describe('whatever the target', () => {
  const name = fc.oneof(
    fc.constantFrom('.', '..', 'a', 'ab', 'é', '😀'),
    fc.integer({ min: 1, max: 300 }).map((length) => 'n'.repeat(length)),
  );
  const target = fc
    .tuple(fc.constantFrom('', '/'), fc.array(name, { minLength: 1, maxLength: 60 }), fc.constantFrom('', '/', '//'))
    .map(([first, names, last]) => first + names.join('/') + last)
    .filter((text) => Buffer.byteLength(text) <= 4095);

  it('it is read back, in entries that are within their length and say whether another follows', () => {
    fc.assert(
      fc.property(target, (text) => {
        const entries = symbolicLinkEntries(text);
        expect(joined(entries)).toBe(collapsed(text));
        for (const [index, entry] of entries.entries()) {
          expect(entry[2]).toBe(entry.length);
          expect(entry.length).toBeGreaterThanOrEqual(7);
          expect(entry.length).toBeLessThanOrEqual(255);
          expect(entry[4]).toBe(index < entries.length - 1 ? 1 : 0);
          for (const { flags, bytes } of componentsOf(entry)) {
            expect([0, 1, 2, 4, 8]).toContain(flags);
            expect(bytes.length === 0).toBe(flags > 1);
          }
        }
      }),
    );
  });

  it('an entry ends inside a component wherever it has a component of two bytes or more (R105)', () => {
    fc.assert(
      fc.property(target, (text) => {
        const entries = symbolicLinkEntries(text).map(componentsOf);
        for (const components of entries.slice(0, -1)) {
          if (components.at(-1)?.flags === 1) continue;
          expect(components.every(({ bytes }) => bytes.length < 2)).toBe(true);
        }
      }),
    );
  });

  it('a one-byte name at the end of an entry moves to the next with the end of the name before', () => {
    const [first, second] = symbolicLinkEntries(`${'x'.repeat(200)}/${'y'.repeat(43)}/a/b`).map(componentsOf);
    expect(first?.map(({ flags, bytes }) => [flags, bytes.length])).toEqual([
      [0, 200],
      [1, 42],
    ]);
    expect(second?.map(({ bytes }) => bytes.toString())).toEqual(['y', 'a', 'b']);
  });
});
