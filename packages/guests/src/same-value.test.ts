import { describe, expect, it } from 'vitest';
import { isSameValue } from './same-value.ts';

const nested = (levels: number, innermost: string): unknown =>
  JSON.parse(`${'[{"a":'.repeat(levels)}${innermost}${'}]'.repeat(levels)}`);

describe('values of JSON are the same', () => {
  it.each([
    ['a text', '"a"', '"a"'],
    ['nothing', 'null', 'null'],
    ['members in another order', '{"a":1,"b":[2]}', '{"b":[2],"a":1}'],
    ['a key __proto__', '{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
  ])('for %s', (_, one, other) => {
    expect(isSameValue(JSON.parse(one), JSON.parse(other))).toBe(true);
  });

  it.each([
    ['a number and a text', '1', '"1"'],
    ['nothing and an object', 'null', '{}'],
    ['a list and an object of the same members', '["a"]', '{"0":"a"}'],
    ['a longer list', '[1]', '[1,2]'],
    ['a list in another order', '[1,2]', '[2,1]'],
    ['a member of another name', '{"a":1}', '{"b":1}'],
    ['a member of everything’s prototype', '{"toString":1}', '{"a":1}'],
    ['what is deep inside', '{"a":[{"b":[1]}]}', '{"a":[{"b":[2]}]}'],
  ])('but not for %s', (_, one, other) => {
    expect(isSameValue(JSON.parse(one), JSON.parse(other))).toBe(false);
  });

  it('however deep they nest', () => {
    expect(isSameValue(nested(90_000, '1'), nested(90_000, '1'))).toBe(true);
    expect(isSameValue(nested(90_000, '1'), nested(90_000, '2'))).toBe(false);
  });
});
