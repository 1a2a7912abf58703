import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../test/support/test-codec.ts';
import { constant, hex, reserved } from './bytes.ts';
import { bp, record, structure } from './codec.ts';
import { u8, u16Both, u32Both } from './numbers.ts';
import { dCharacters, text } from './text-fields.ts';

const sample = record('sample', {
  mark: bp(1, 2, constant(0xca, 0xfe), 'S 1', 'R1'),
  count: bp(3, 6, u16Both, 'S 2', 'R2'),
  spare: bp(7, 7, reserved(1), 'S 3', 'R3', 'warning'),
  name: bp(8, 10, text(3, dCharacters), 'S 4', 'R4', 'notice'),
});

describe('a table refuses to load', () => {
  const names = (table: () => unknown): string => {
    try {
      table();
    } catch (error) {
      return String(error);
    }
    return 'loaded';
  };

  it('with a gap', () => {
    const table = () => record('gap', { a: bp(1, 1, u8, '', ''), b: bp(3, 3, u8, '', '') });
    expect(names(table)).toBe('Error: internal: gap.b: BP 3-3 should be BP 2-2');
  });

  it('with an overlap', () => {
    const table = () => record('overlap', { a: bp(1, 2, reserved(2), '', ''), b: bp(2, 2, u8, '', '') });
    expect(names(table)).toBe('Error: internal: overlap.b: BP 2-2 should be BP 3-3');
  });

  it('with a wrong width', () => {
    const table = () => record('descriptor', { copyright: bp(1, 38, text(37, dCharacters), '', '') });
    expect(names(table)).toBe('Error: internal: descriptor.copyright: BP 1-38 should be BP 1-37');
  });

  it('that does not begin at BP 1', () => {
    expect(names(() => record('late', { a: bp(2, 2, u8, '', '') }))).toBe(
      'Error: internal: late.a: BP 2-2 should be BP 1-1',
    );
  });
});

describe('a table', () => {
  it('writes and reads a value, constants in place', () => {
    const target = new Uint8Array(12).fill(0xff);
    sample.write(target, 1, { count: 0x0102, name: 'AB' });
    expect(hex(target)).toBe('ffcafe0201010200414220ff');
    expect(sample.read(target, 1)).toEqual({ count: 0x0102, name: 'AB' });
  });

  it('has its constants in its template, zeros elsewhere', () => {
    expect(hex(sample.template)).toBe('cafe0000000000000000');
    expect(sample.byteLength).toBe(10);
  });

  it('writes and reads one field alone', () => {
    const target = new Uint8Array(11);
    sample.put.count(target, 1, 7);
    expect(hex(target)).toBe('0000000700000700000000');
    expect(sample.get.count(target, 1)).toBe(7);
  });

  it('lists its fields in order, constants marked', () => {
    expect(sample.fields.map(({ name, first, last, constant: isConstant }) => [name, first, last, isConstant])).toEqual(
      [
        ['mark', 1, 2, true],
        ['count', 3, 6, false],
        ['spare', 7, 7, true],
        ['name', 8, 10, false],
      ],
    );
  });

  it('finds nothing wrong with what it wrote', () => {
    const target = new Uint8Array(10);
    sample.write(target, 0, { count: 65535, name: '' });
    expect(sample.problems(target, 0)).toEqual([]);
  });

  it('finds everything wrong at once, each with place, clause, rule and weight', () => {
    expect(sample.problems(bytesOf('00 cafd 0100 0002 01 616161'), 1)).toEqual([
      {
        field: 'mark',
        first: 1,
        last: 2,
        source: 'S 1',
        rule: 'R1',
        severity: 'error',
        code: 'constant-mismatch',
        expected: 'cafe',
        got: 'cafd',
      },
      expect.objectContaining({ field: 'count', first: 3, last: 6, rule: 'R2', code: 'both-endian-mismatch' }),
      expect.objectContaining({ field: 'spare', rule: 'R3', severity: 'warning', code: 'reserved-not-zero' }),
      expect.objectContaining({ field: 'name', rule: 'R4', severity: 'notice', code: 'text-characters' }),
    ]);
  });

  it('says why values cannot be written, and looks at given ones only', () => {
    expect(sample.refusals({ count: -1, name: 'ABCD' })).toEqual([
      { field: 'count', source: 'S 2', rule: 'R2', refusal: 'is -1, allowed are whole numbers from 0 to 65535' },
      { field: 'name', source: 'S 4', rule: 'R4', refusal: 'has 4 characters, there is room for 3' },
    ]);
    expect(sample.refusals({ name: 'ABC' })).toEqual([]);
    expect(sample.refusals({})).toEqual([]);
  });
});

describe('a table inside a table', () => {
  const inner = record('inner', { block: bp(1, 8, u32Both, 'I 1', 'R5'), end: bp(9, 9, constant(9), 'I 2', 'R6') });
  const outer = record('outer', { head: bp(1, 1, u8, 'O 1', 'R7'), root: bp(2, 10, structure(inner), 'O 2', 'R8') });

  it('is written and read in place', () => {
    const target = new Uint8Array(11);
    outer.write(target, 1, { head: 1, root: { block: 2 } });
    expect(hex(target)).toBe('0001020000000000000209');
    expect(outer.read(target, 1)).toEqual({ head: 1, root: { block: 2 } });
  });

  it('reports its problems under both names, at positions of the whole', () => {
    expect(outer.problems(bytesOf('01 0200000000000003 08'), 0)).toEqual([
      expect.objectContaining({ field: 'root.block', first: 2, last: 9, rule: 'R5', code: 'both-endian-mismatch' }),
      expect.objectContaining({ field: 'root.end', first: 10, last: 10, rule: 'R6', code: 'constant-mismatch' }),
    ]);
  });
});
