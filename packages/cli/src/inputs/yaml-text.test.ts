import { InvalidInputError } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { starterYaml } from '../actions/init.ts';
import { parseYamlText } from './yaml-text.ts';

const refusalOf = (text: string): InvalidInputError => {
  try {
    parseYamlText(text, 'vm.yaml');
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('it was taken');
};

describe('parseYamlText', () => {
  it('takes what YAML 1.1 would make numbers and truth values of for texts', () => {
    const text = 'a: 52:54:00:12:34:56\nb: no\nc: 0o17\nd: 0123\ne: 2024-02-29\nf: ~\ng: "7"\n';
    expect(parseYamlText(text, 'x')).toEqual({
      a: '52:54:00:12:34:56',
      b: 'no',
      c: 15,
      d: 123,
      e: '2024-02-29',
      f: null,
      g: '7',
    });
  });

  it('takes the input that init writes, and JSON', () => {
    expect(parseYamlText(starterYaml, 'x')).toMatchObject({ instanceName: 'i-2-10-VM', nics: [{ default: true }] });
    expect(parseYamlText('{"a": [1, "b"]}', 'x')).toEqual({ a: [1, 'b'] });
  });

  it.each([
    ['', 'input-not-yaml', 'line 1, column 1'],
    ['a: 1\na: canary', 'input-duplicate-key', 'line 2, column 1: this key is in the same mapping twice'],
    ['a:\n\tb: canary', 'input-not-yaml', 'line 2, column 1'],
    ['a: "canary', 'input-not-yaml', 'line 1, column'],
    ['a: [canary', 'input-not-yaml', 'line 1, column'],
    ['a: !canary x', 'input-not-yaml', 'line 1, column 4'],
    ['a: &x canary\nb: *x', 'input-not-yaml', 'line 2, column 4: an alias'],
    ['a: *canary', 'input-not-yaml', 'line 1, column 4'],
    ['a: 1\n---\nb: canary', 'input-not-yaml', 'a second document'],
    ['? [canary]\n: 1', 'input-not-yaml', 'line 1'],
    ['a: b: canary', 'input-not-yaml', 'line 1'],
    ['%canary 1.2\n---\na: 1', 'input-not-yaml', 'line 1'],
  ])('refuses %j by place, and quotes nothing', (text, code, message) => {
    const error = refusalOf(text);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('canary');
  });

  it('does not let a key reach the prototype', () => {
    const value = parseYamlText('__proto__: {polluted: true}', 'x');
    expect(Object.getOwnPropertyNames(value)).toEqual(['__proto__']);
    expect({}).not.toHaveProperty('polluted');
  });
});
