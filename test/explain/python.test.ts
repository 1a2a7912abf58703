/** Python's own rules, where explain repeats them: addresses, masks, lines, base64, JSON, str and bool. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripped } from '../../packages/core/src/encoding/python-space.ts';
import { parseJson, pythonJson } from '../../packages/guests/src/json.ts';
import { isBase64, isTruthy, linesOf, textOf } from '../../packages/guests/src/python.ts';
import { ipv4Prefix, networkOf } from '../../packages/guests/src/python-addresses.ts';
import { programPath, withForeign } from '../support/foreign.ts';
import { textOf as outputOf } from '../support/run.ts';

const SCRIPT = new URL('../support/python/python_values.py', import.meta.url).pathname;

type Asked = readonly [name: string, text: string];

const pythonSays = (questions: readonly Asked[]): readonly unknown[] =>
  JSON.parse(outputOf(programPath('cloudinit'), [SCRIPT], { input: JSON.stringify(questions) })) as readonly unknown[];

/** Both sides on every text, in one run of Python. */
function agree(name: string, texts: readonly string[], ours: (text: string) => unknown): void {
  const theirs = pythonSays(texts.map((text) => [name, text]));
  const disagreements = texts
    .map((text, index) => [text, ours(text) ?? null, theirs[index]] as const)
    .filter(([, one, other]) => JSON.stringify(one) !== JSON.stringify(other));
  expect(disagreements).toEqual([]);
}

const SEED = 20260301;
const samples = <Value>(arbitrary: fc.Arbitrary<Value>, numRuns: number): Value[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns });

const number = fc.integer({ min: 0, max: 300 }).map(String);
const group = fc.oneof(
  fc.constantFrom('', '0', 'ffff', 'db8', '00001', 'g', '2001', 'A'),
  fc.stringMatching(/^[0-9a-f]{1,4}$/),
);
const likeIpv4 = fc.array(fc.oneof(number, fc.constantFrom('0', '255', '00', '01', '')), {
  minLength: 3,
  maxLength: 5,
});
const likeIpv6 = fc.array(group, { minLength: 2, maxLength: 9 }).map((groups) => groups.join(':'));
const address = fc.oneof(
  likeIpv4.map((parts) => parts.join('.')),
  likeIpv6,
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV6(), fc.constantFrom('%eth0', '%', '%a%b')).map((parts) => parts.join('')),
  fc.constantFrom(
    '',
    ' ',
    'x',
    '::',
    ':::',
    '1::2::3',
    '::ffff:1.2.3.4',
    '::1.2.3.04',
    '1:2:3:4:5:6:7::',
    '::1:2:3:4:5:6:7:8',
  ),
);
const mask = fc.oneof(
  number,
  fc.constantFrom(
    '024',
    '+24',
    ' 24',
    '24 ',
    '२४',
    '0',
    '',
    '255.255.255.0',
    '0.0.0.255',
    '255.0.255.0',
    '0.0.0.0',
    '::',
  ),
  likeIpv4.map((parts) => parts.join('.')),
);

withForeign(['cloudinit'], 'Python', () => {
  it('reads networks alike', () => {
    const texts = [
      ...samples(address, 1500),
      ...samples(fc.tuple(address, mask), 1500).map(([before, behind]) => `${before}/${behind}`),
      '10.1.1.1/24/24',
      '10.1.1.1/',
    ];
    agree('network', texts, (text) => {
      const network = networkOf(text);
      return network && [network.address.family === 'ipv4' ? 4 : 6, network.prefixLength ?? null];
    });
  });

  it('reads IPv4 masks alike', () => {
    agree('ipv4_prefix', samples(mask, 1500), ipv4Prefix);
  });

  it('splits and strips alike', () => {
    const texts = samples(
      fc.string({
        unit: fc.constantFrom(
          'a',
          ' ',
          '\n',
          '\r',
          '\v',
          '\f',
          '\u001c',
          '\u001f',
          '\u0085',
          '\u2028',
          '\u00a0',
          '\ufeff',
          '\u3000',
        ),
      }),
      800,
    );
    agree('lines', texts, linesOf);
    agree('strip', texts, stripped);
  });

  it('takes the same for base64', () => {
    const texts = samples(
      fc.string({ unit: fc.constantFrom('A', 'b', '/', '=', '=', '-', '\n', 'ä'), maxLength: 12 }),
      2000,
    );
    agree('base64', texts, (text) => (isBase64(text) ? true : undefined));
  });

  describe('on JSON', () => {
    const values = samples(fc.jsonValue(), 300).map((value) => JSON.stringify(value));
    const damaged = samples(
      fc.tuple(fc.constantFrom(...values), fc.nat(), fc.constantFrom('', '"', 'NaN', '-', '\t', '\\')),
      1500,
    );
    const broken = damaged.map(
      ([text, at, by]) => text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1),
    );
    const scalars = [
      'null',
      'true',
      'false',
      '0',
      '-0',
      '12',
      '12345678901234567890',
      '0.0',
      '1e-400',
      '""',
      '"x"',
      '[]',
      '[0]',
      '{}',
      '{"a": null}',
      'NaN',
    ];

    it('takes the same for JSON', () => {
      agree('json', [...values, ...broken, ...scalars], (text) =>
        'value' in parseJson(text, pythonJson) ? true : undefined,
      );
    });

    it('takes the same for true', () => {
      agree('bool', scalars, (text) => {
        const result = parseJson(text, pythonJson);
        return 'value' in result && isTruthy(result.value);
      });
    });

    it('writes the same', () => {
      const texts = ['null', 'true', 'false', '0', '-0', '12', '-5', '12345678901234567890', '"x"', '""'];
      agree('str', texts, (text) => {
        const result = parseJson(text, pythonJson);
        return 'value' in result ? textOf(result.value) : undefined;
      });
    });
  });
});
