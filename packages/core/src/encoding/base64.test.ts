import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Length, base64LengthOfBytes, decodeBase64, encodeBase64 } from './base64.ts';

const bytesOf = (text: string): readonly number[] | string => {
  const result = decodeBase64(text);
  return 'bytes' in result ? [...result.bytes] : `fault at ${result.faultAt}`;
};

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'ascii')];

describe('decodeBase64', () => {
  it.each([
    ['', ''],
    ['Zg==', 'f'],
    ['Zm8=', 'fo'],
    ['Zm9v', 'foo'],
    ['Zm9vYg==', 'foob'],
    ['Zm9vYmE=', 'fooba'],
    ['Zm9vYmFy', 'foobar'],
  ])('reads %j as RFC 4648 section 10 does, padded or not', (text, plain) => {
    expect(bytesOf(text)).toEqual(ascii(plain));
    expect(bytesOf(text.replaceAll('=', ''))).toEqual(ascii(plain));
  });

  it.each([
    ['+/+/', [0xfb, 0xff, 0xbf]],
    ['-_-_', [0xfb, 0xff, 0xbf]],
    ['Zm9v\r\nYmFy\n', ascii('foobar')],
    ['\nZ\nm\n8\n=\n', ascii('fo')],
    ['Zg=\n=\r\n', ascii('f')],
  ])('takes both alphabets and ignores line breaks: %j', (text, bytes) => {
    expect(bytesOf(text)).toEqual(bytes);
  });

  it.each([
    ['not base64', 3],
    ['Zm9v Zm9v', 4],
    ['Zm9v\tZm9v', 4],
    [' Zm9v', 0],
    ['Zm9%3D', 3],
    ['Zm9vé', 4],
    ['Zm9v\u0000', 4],
    ['Zm9vZ', 5],
    ['Z', 1],
    ['=', 0],
    ['Z===', 1],
    ['Zg=', 3],
    ['Zg===', 4],
    ['Zm8==', 4],
    ['Zm9v=', 4],
    ['Zg==Zg==', 4],
    ['Zg==!', 4],
    ['Zh==', 1],
    ['Zm9=', 2],
  ])('says where %j is wrong', (text, place) => {
    expect(bytesOf(text)).toBe(`fault at ${place}`);
  });

  it('finds a fault beyond the first window of 4096 characters', () => {
    const long = 'QUJD'.repeat(3000);
    expect(bytesOf(`${long}*${long}`)).toBe('fault at 12000');
    expect(bytesOf(`${long}é${long}`)).toBe('fault at 12000');
  });

  it('reads back what an encoder wrote, in either alphabet, in lines of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10_000 }), fc.integer({ min: 1, max: 5000 }), (bytes, lineLength) => {
        for (const alphabet of ['base64', 'base64url'] as const) {
          const text = Buffer.from(bytes).toString(alphabet);
          const lines = text.match(new RegExp(`.{1,${lineLength}}`, 'g'))?.join('\r\n') ?? '';
          expect(decodeBase64(text)).toEqual({ bytes: new Uint8Array(bytes) });
          expect(decodeBase64(lines)).toEqual({ bytes: new Uint8Array(bytes) });
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('lengths in base64', () => {
  it('do not count line breaks', () => expect(base64Length('Zm9v\r\nYmFy\n')).toBe(8));

  it.each([
    [0, 0],
    [1, 4],
    [3, 4],
    [4, 8],
  ])('of %i bytes are %i characters', (byteLength, characters) =>
    expect(base64LengthOfBytes(byteLength)).toBe(characters),
  );
});

it('is written as every other encoder writes it', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => encodeBase64(bytes) === Buffer.from(bytes).toString('base64')));
});
