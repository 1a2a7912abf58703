/**
 * An input with 200,000 bad triples took 24 s and 0.9 GB to print a hundred problems, one with 40,000 unknown keys 3.6 s, and a
 * YAML input compared each key with all others. Lists end where enough is wrong with them; what is not listed is counted.
 */
import { join } from 'node:path';
import { parseMachine, planConfigDrive, readAgentCommand } from '@configdrive/core';
import { InvalidInputError, type Issue, placeText } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { parseYamlText } from '../../packages/cli/src/inputs/yaml-text.ts';
import { jsonFaultOf } from '../../packages/core/src/encoding/json-text.ts';
import { growsAsItsText, stepsOf } from '../support/steps/steps.ts';

function issuesOf(act: () => unknown): readonly Issue[] {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Counts how many items of a list are looked at. */
function watched<Item extends object>(items: readonly Item[]): { readonly list: Item[]; readonly seen: Set<number> } {
  const seen = new Set<number>();
  const list = items.map(
    (item, index) =>
      new Proxy(item, {
        get(target, key, receiver): unknown {
          seen.add(index);
          return Reflect.get(target, key, receiver);
        },
      }),
  );
  return { list, seen };
}

describe('a list with very many faults', () => {
  it('of triples is looked at until enough is wrong', () => {
    const { list, seen } = watched(times(20_000, () => ['metadata', 'a', 5] as const));
    const issues = issuesOf(() => parseMachine({ vmData: list }));
    expect(issues).toHaveLength(101);
    expect(issues.map(({ place }) => placeText(place))).toContain('vmData[200]');
    expect(issues.at(-1)?.code).toBe('more-problems');
    expect(seen.size).toBe(200);
  });

  it.each([
    ['cards', { vmData: [], nics: times(20_000, () => ({ mac: 5 })) }, 'nics[200]'],
    [
      'parameters',
      { vmData: [], customParameters: Object.fromEntries(times(20_000, (n) => [`p${n}`, n])) },
      'customParameters[200]',
    ],
    ['parts', { vmData: [], userDataParts: times(20_000, () => 5) }, 'userDataParts[10000]'],
    [
      'name servers',
      { vmData: [], nics: [{ mac: 'x', ipv4: { address: 'x', dns: times(20_000, () => 5) } }] },
      'nics[0].ipv4.dns[9999]',
    ],
    [
      'triples and of parameters beside them',
      {
        vmData: times(20_000, () => 5),
        customParameters: Object.fromEntries(times(20_000, (n) => [`p${n}`, n])),
      },
      'vmData[200]',
    ],
  ])('of %s says from where on it was not looked at', (_, input, place) => {
    const issues = issuesOf(() => parseMachine(input));
    expect(issues).toHaveLength(101);
    expect(issues[0]).toMatchObject({ code: 'more-problems' });
    expect(placeText(issues[0]?.place ?? [])).toBe(place);
  });

  it('of lists within lists is looked at within one budget', () => {
    const nics = times(99, () => ({ mac: 'x', ipv4: { address: 'x', dns: times(1000, () => 5) } }));
    const seen: string[] = [];
    const messages = issuesOf(() => parseMachine({ vmData: [], nics })).map(({ place, message }) => {
      if (message.includes('together')) seen.push(placeText(place));
      return message;
    });
    // 99 cards leave 9,901 items: nine lists of a thousand and 901 of the tenth.
    expect(seen[0]).toBe('nics[9].ipv4.dns[901]');
    expect(Number.parseInt(messages.at(-1) ?? '', 10)).toBeLessThan(11_000);
  });

  it('that holds itself is not walked for ever', () => {
    const parts: unknown[] = [];
    for (let index = 0; index < 50; index++) parts.push(parts);
    expect(issuesOf(() => parseMachine({ vmData: [], userDataParts: parts }))).not.toEqual([]);
    const members: Record<string, unknown> = {};
    for (let index = 0; index < 60; index++) members[`m${index}`] = members;
    expect(issuesOf(() => parseMachine({ vmData: [], ...members }))).not.toEqual([]);
  });

  it('without a fault is refused for its length, in other words', () => {
    const files = times(10_001, (index) => ({ path: `/f${index}`, content: '' }));
    const issues = issuesOf(() => parseMachine({ vmData: [], tree: 'openstack', files, limits: { entries: 20_000 } }));
    expect(issues.map(({ message }) => message)).toEqual([
      'lists of an input have at most 10000 items together; what begins here was not looked at',
    ]);
  });

  it('and without any is taken whole', () => {
    const vmData = times(3000, (index) => ['metadata', `n${index}`, 'x'] as const);
    expect(
      planConfigDrive(parseMachine({ vmData, instanceName: 'i-2-10-VM' }), { timestamp: new Date(0) }).entries.length,
    ).toBeGreaterThan(3000);
  });
});

it('unknown keys are suggested for a few and counted for the rest', () => {
  const keys = Object.fromEntries(times(5000, (index) => [`u${index}`, 1]));
  const issues = issuesOf(() => parseMachine({ vmData: [], ...keys }));
  expect(issues).toHaveLength(101);
  expect(issues.at(-1)?.message).toBe('4900 more problems');
});

it('a JSON input of over two million values and marks is too large', () => {
  expect(jsonFaultOf(`[${'1,'.repeat(999_998)}1]`)).toBeUndefined();
  expect(jsonFaultOf(`[${'1,'.repeat(1_000_000)}1]`)).toMatchObject({ code: 'input-too-large' });
});

describe('a YAML input', () => {
  const codes = (text: string): readonly string[] => issuesOf(() => parseYamlText(text, 'x')).map(({ code }) => code);

  it('of very many keys takes no steps with the square of their number', async () => {
    const steps = await stepsOf(join(import.meta.dirname, 'inputs-with-thousands-of-problems.counted.ts'));
    expect(steps.size).toBe(1);
    expect([...steps].filter(([, counts]) => !growsAsItsText(counts))).toEqual([]);
  });

  it.each([
    ['very many items', `a:\n${'- 1\n'.repeat(200_000)}`],
    ['over 4 MiB', `a: ${'b'.repeat(4 * 1024 * 1024)}\n`],
  ])('of %s is too large', (_, text) => {
    expect(codes(text)).toEqual(['input-too-large']);
  });

  it.each(['a: 1\nb: {c: 1, c: 2}\n', 'a: 1\n"a": 2\n', '? a\n: 1\n? a\n: 2\n'])(
    'still has no key twice: %j',
    (text) => {
      expect(codes(text)).toEqual(['input-duplicate-key']);
    },
  );
});

it('a command to the agent of over two million values and marks is none', () => {
  const text = `[{"isoFile": "a", "destStore": [${'{},'.repeat(700_000)}{}]}]`;
  expect(() => readAgentCommand(text)).toThrow('holds more values than a command');
});
