/**
 * Three kilobytes of user data ended the process that explained them: the YAML library recursed until its stack was full,
 * and a regular expression that is compiled there is a fatal error. Each of these would end the test run.
 */
import { InvalidInputError } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { parseYamlText } from '../../packages/cli/src/inputs/yaml-text.ts';
import { Budget } from '../../packages/guests/src/budget.ts';
import { parseYaml } from '../../packages/guests/src/yaml/yaml.ts';
import { explained } from '../explain/explained.ts';

const steps = (count: number): string =>
  Array.from({ length: count }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');

/** Texts that go as deep as they are told to, in all the ways in which YAML nests. */
const kinds: readonly (readonly [name: string, textOf: (depth: number) => string])[] = [
  ['keys that are collections', (depth) => `${'? '.repeat(depth)}a`],
  ['keys, then a line that closes all', (depth) => `${'? '.repeat(depth)}a\nb: c`],
  ['items on one line', (depth) => `${'- '.repeat(depth)}a`],
  ['items and keys in turn', (depth) => `${'- ? '.repeat(depth / 2)}a`],
  ['values of keys', (depth) => `? a\n: ${'- '.repeat(depth)}a`],
  ['brackets', (depth) => '['.repeat(depth)],
  ['braces', (depth) => '{a: '.repeat(depth)],
  ['pairs in brackets', (depth) => '[a: '.repeat(depth)],
  ['keys in brackets', (depth) => '[? '.repeat(depth)],
  ['brackets that are closed', (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`],
  ['indentation', (depth) => steps(Math.min(depth, 1300))],
  ['indentation that goes back at once', (depth) => `${steps(Math.min(depth, 1300))}b: c\n`],
];

const depths = [600, 1500, 3000, 100_000];

describe.each(kinds)('%s', (_, textOf) => {
  it.each(depths)('of %d levels are a fault of user data', (depth) => {
    expect(parseYaml(textOf(depth), new Budget())).toMatchObject({ fault: { why: 'nested too deep' } });
    const files = {
      'openstack/latest/meta_data.json': { uuid: 'i' },
      'openstack/latest/user_data': `#cloud-config\n${textOf(depth)}`,
    };
    const unreadable = expect.stringContaining('error cloud-config-unreadable openstack/latest/user_data.line');
    expect(explained('cloud-init', files).found).toContainEqual(unreadable);
  });

  it.each(depths)('of %d levels are refused as an input', (depth) => {
    expect(() => parseYamlText(textOf(depth), 'vm.yaml')).toThrow(InvalidInputError);
    expect(() => parseYamlText(textOf(depth), 'vm.yaml')).toThrow('nested too deep');
  });
});

describe('what is nested as deep as cloud-init takes it', () => {
  it.each([
    ['brackets', `${'['.repeat(400)}a${']'.repeat(400)}`],
    ['items', `${'- '.repeat(400)}a`],
    ['indentation', `${steps(399)}${' '.repeat(399)}a: b`],
  ])('%s', (_, text) => {
    expect(parseYaml(text, new Budget())).toHaveProperty('value');
    expect(parseYamlText(text, 'vm.yaml')).toBeTypeOf('object');
  });

  it('is no matter of brackets in texts and remarks', () => {
    const many = '['.repeat(5000);
    const text = `a: |\n  ${many}\nb: "${many}"\nc: '${many}'\nd: x${many} # ${many}\n`;
    expect(parseYaml(text, new Budget())).toHaveProperty('value');
    expect(parseYamlText(text, 'vm.yaml')).toMatchObject({ b: many });
  });
});
