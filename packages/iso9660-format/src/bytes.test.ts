import { describe, expect, it } from 'vitest';
import { bytesOf, testCodec } from '../../../test/support/test-codec.ts';
import { constant, constantText, freeBytes, hex, reserved } from './bytes.ts';

testCodec('bytes of free use', freeBytes(4), {
  pairs: [
    [bytesOf('01020304'), '01020304'],
    [bytesOf('00000000'), '00000000'],
  ],
  refusedValues: [new Uint8Array(5)],
});

describe('bytes of free use', () => {
  it('that are fewer than the field are followed by zeros', () => {
    const target = new Uint8Array(6).fill(0xff);
    freeBytes(4).put(1)(target, 0, bytesOf('01 02'));
    expect(hex(target)).toBe('ff01020000ff');
  });

  it('are a copy: what is read does not change with the image', () => {
    const source = bytesOf('01 02');
    const value = freeBytes(2).get(0)(source, 0);
    source[0] = 9;
    expect(hex(value)).toBe('0102');
  });
});

describe('constants', () => {
  const target = new Uint8Array(4);

  it('are written and have no value', () => {
    constant(0xbe, 0xef).put(1)(target, 0, undefined as never);
    expect(hex(target)).toBe('00beef00');
    expect(constant(0xbe, 0xef).get(1)(target, 0)).toBeUndefined();
  });

  it.each([
    [constantText('CD001'), '4344303031', undefined],
    [constantText('CD001'), '4344303032', 'constant-mismatch'],
    [constant(1), '02', 'constant-mismatch'],
    [reserved(3), '000000', undefined],
    [reserved(3), '000100', 'reserved-not-zero'],
  ])('object to other bytes (case %#)', (codec, bytes, code) => {
    expect(codec.problem?.(bytesOf(bytes), 0)?.code).toBe(code);
  });

  it('object to bytes that are not there', () => {
    expect(constantText('CD001').problem?.(bytesOf('4344'), 0)).toEqual({
      code: 'constant-mismatch',
      expected: '4344303031',
      got: '4344',
    });
  });

  it('never quote what stands in reserved bytes', () => {
    expect(reserved(2).problem?.(bytesOf('7365'), 0)).toEqual({
      code: 'reserved-not-zero',
      expected: '2 zero bytes',
      got: 'something else',
    });
  });
});
