/**
 * Every guest parsed the same user data again, a stream of a hundred thousand documents was made whole to say that two are
 * too many, and each odd number kept a path of its own of up to 400 steps: 485 MiB and 8 s for one drive.
 */
import { describe, expect, it } from 'vitest';
import { Budget, newLook } from '../../packages/guests/src/budget.ts';
import { parseYaml } from '../../packages/guests/src/yaml/yaml.ts';

const STEPS = new Budget().left('steps');
const usedFor = (text: string): number => {
  const budget = new Budget();
  parseYaml(text, budget);
  return STEPS - budget.left('steps');
};

describe('a text that guests look at in turn', () => {
  it('is parsed once, and paid for by each', () => {
    const look = newLook();
    const [one, other] = [new Budget(look), new Budget(look)];
    const result = parseYaml('a: [1, 2]\n', one);
    expect(result).toHaveProperty('value');
    expect(parseYaml('a: [1, 2]\n', other)).toBe(result);
    expect(other.left('steps')).toBe(one.left('steps'));
    expect(other.left('steps')).toBeLessThan(STEPS);
  });

  it('is beyond the budget of the guest that has too little left, and of no other', () => {
    const look = newLook();
    const [poor, rich, poorer] = [new Budget(look), new Budget(look), new Budget(look)];
    poor.take('steps', STEPS - 3);
    poorer.take('steps', STEPS - 3);
    expect(parseYaml('a: [1, 2]\n', poor)).toEqual({ limit: 'steps' });
    expect(parseYaml('a: [1, 2]\n', rich)).toHaveProperty('value');
    expect(parseYaml('a: [1, 2]\n', poorer)).toEqual({ limit: 'steps' });
  });
});

it('a stream of very many documents is looked at up to the second', () => {
  const text = '---\na\n'.repeat(100_000);
  expect(parseYaml(text, new Budget())).toMatchObject({ fault: { why: 'a second document' } });
  expect(usedFor(text)).toBeLessThan(100);
});

it('odd scalars that lie deep share the way to them', () => {
  const depth = 390;
  const result = parseYaml(`${'['.repeat(depth)}${'1,'.repeat(10_000)}${']'.repeat(depth)}`, new Budget());
  if (!('value' in result)) throw new Error('this is YAML');
  expect(result.odd).toHaveLength(10_000);
  expect(Math.max(...result.odd.map(({ path }) => path.length))).toBeLessThan(10);
  expect(parseYaml('users:\n- name: 1\n', new Budget())).toMatchObject({ odd: [{ path: ['users', 0, 'name'] }] });
});
