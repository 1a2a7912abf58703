/** Thousands of small documents, sound and broken: PyYAML, as cloud-init calls it, and explain make the same of them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../packages/guests/src/budget.ts';
import { isArray, isObject, JsonNumber, type JsonValue } from '../../packages/guests/src/json.ts';
import { parseYaml } from '../../packages/guests/src/yaml/yaml.ts';
import { programPath, withForeign } from '../support/foreign.ts';
import { isLong } from '../support/long.ts';
import { textOf } from '../support/run.ts';
import { SMALLEST } from './smallest-yaml.ts';

const SCRIPT = new URL('../support/python/yaml_values.py', import.meta.url).pathname;

const pyYamlSays = (texts: readonly string[]): readonly unknown[] =>
  JSON.parse(textOf(programPath('cloudinit'), [SCRIPT], { input: JSON.stringify(texts) })) as readonly unknown[];

const wholeNumber = /^-?[0-9]+$/;

/** As the script describes values. */
function described(value: JsonValue): unknown {
  if (value === null) return ['null'];
  if (typeof value === 'boolean') return ['boolean', value];
  if (typeof value === 'string') return ['text', value];
  if (value instanceof JsonNumber) return wholeNumber.test(value.text) ? ['integer', value.text] : ['other'];
  if (isArray(value)) return ['list', value.map(described)];
  if (!isObject(value)) throw new Error('no value of YAML');
  const pairs = [...value].map(([key, item]) => [key, described(item)] as const);
  return ['map', pairs.toSorted(([one], [other]) => (one < other ? -1 : 1))];
}

function explainSays(text: string): unknown {
  const result = parseYaml(text, new Budget());
  return 'value' in result ? described(result.value) : null;
}

function disagreements(texts: readonly string[]): readonly string[] {
  const theirs = pyYamlSays(texts);
  return texts
    .map((text, index) => ({ text, explain: explainSays(text), pyYaml: theirs[index] }))
    .filter(({ explain, pyYaml }) => JSON.stringify(explain) !== JSON.stringify(pyYaml))
    .map((disagreement) => JSON.stringify(disagreement));
}

const SEED = 20260301;
const COUNT = isLong ? 30_000 : 1500;

/** What YAML 1.1 and a person read differently, and its neighbours. */
const SCALARS = [
  ...'no No NO nO yes on Off y n Y true TRUE tRUE ~ null Null nULL = < ...x -x ?x :x x:y a#b'.split(' '),
  ...'0644 644 0o644 08 0 00 -0 +12 -12 1_000 0x1F 0b101 0x 1e3 12e03 1.5 .5 1. 1.e+3 1.5e3 1.5e+3 0777_'.split(' '),
  ...'12:30:45 12:30 1:60 22:22 52:54:00:12:34:56 52:54:00:a2:34:56 190:20:30.15 -1:30 01:30'.split(' '),
  ...'2024-01-01 2024-1-1 2024-01-01T10:00:00Z 2024-13-01x 2024-02-30 .inf -.INF .nan . 685_230.15 0.'.split(' '),
  '',
  'a b',
  '2024-01-01 10:00:00',
];

const word = fc.constantFrom('a', 'b', 'users', 'password', 'x1', '"q"', "'s'", 'on', '1', '0x1');
/** Scalars of more than a word, sound and not, one a line. */
const OTHERS = String.raw`
"a\tb"
'it''s'
"\x41"
[a, no, 1]
{a: 1, b: [c]}
{}
[]
!!str no
!!int 7
!x y
&k v
*k
# only a remark
x # remark
%x
@x
a: b
- a
"open
[open
{a
end	
	start
tab	here
"a"	# r`
  .split('\n')
  .filter((text) => text !== '');

const scalar = fc.constantFrom(...SCALARS, ...OTHERS, '|\n    text\n    more', '>-\n    folded\n    more');
const line = fc.oneof(
  fc.tuple(word, scalar).map(([key, value]) => `${key}: ${value}`),
  fc.tuple(word, scalar).map(([key, value]) => `${key}:\n  ${value}`),
  fc.tuple(word, word, scalar).map(([key, inner, value]) => `${key}:\n  ${inner}: ${value}`),
  fc.tuple(word, scalar, scalar).map(([key, one, two]) => `${key}:\n  - ${one}\n  - ${two}`),
  fc.tuple(word, scalar, scalar).map(([key, one, two]) => `${key}:\n- ${one}\n- ${two}`),
  fc.tuple(word, word, scalar, scalar).map(([key, inner, one, two]) => `${key}:\n  - ${inner}: ${one}\n    z: ${two}`),
  fc.constantFrom('', '# remark', '   ', '---', '...', '<<: {m: 1}', '\t', 'a:\tb', 'loose'),
);
const document = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));

/**
 * Where the library holds to YAML and PyYAML does not: lines of a quoted text that are not indented, and, the other way round,
 * what begins with a colon inside of brackets; and an anchor that ends where no white space is.
 */
const isKnownDifference = (text: string): boolean =>
  /["'][^"'\n]*\n/.test(text) || /[[{,]\s*:[^\s]/.test(text) || /&[\w-]+[:?%@`]\S/.test(text);

const damaged = fc
  .tuple(document, fc.nat(), fc.constantFrom('', ' ', '\t', ':', '-', '#', '"', "'", '[', '}', '\u0001'))
  .map(([text, at, by]) => text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1));

withForeign(['cloudinit'], 'PyYAML', () => {
  it('takes every trap for the same type', () => {
    const texts = SCALARS.flatMap((text) => [text, `k: ${text}`, `- ${text}`]);
    expect(
      disagreements([
        ...texts,
        ...SMALLEST,
        '? k\n: v\n',
        'a: "two\n  lines"\n',
        '? [k]\n: v\n',
        '%YAML 1.1\n---\na: b\n',
      ]),
    ).toEqual([]);
  });

  describe('on generated documents', () => {
    it('reads them alike', () => {
      expect(disagreements(fc.sample(document, { seed: SEED, numRuns: COUNT }))).toEqual([]);
    });

    it('refuses the same ones when a character is damaged', () => {
      const texts = fc.sample(damaged, { seed: SEED, numRuns: COUNT }).filter((text) => !isKnownDifference(text));
      expect(texts.length).toBeGreaterThan(COUNT / 3);
      expect(disagreements(texts)).toEqual([]);
    });
  });
});
