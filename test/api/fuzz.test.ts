/**
 * Requests put together by chance are bound, or refused by an ApiError of a number that says whose fault it is; no answer holds a
 * content, and what is bound has the types of the table. CONFIGDRIVE_API_SEED repeats a run,
 * CONFIGDRIVE_API_REQUESTS makes it longer.
 */
import {
  ApiError,
  bind,
  type CommandName,
  commandEntry,
  commandNames,
  commandOf,
  decode,
  type ParameterType,
  serialiseError,
  verify,
} from '@configdrive/cloudstack-api';
import { expect, it } from 'vitest';
import { type Random, randomFrom } from '../hostile/random.ts';

const REQUESTS = Number(process.env.CONFIGDRIVE_API_REQUESTS ?? 20_000);
const seed = Number(process.env.CONFIGDRIVE_API_SEED ?? Math.floor(Math.random() * 2 ** 31));
const CANARY = 'c4n4ry';
const ID = '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11';

const VALUES = [
  ['', ' ', '+', '0', '1', '-1', '2', '500', '501', '2147483648', '1e9', '.', '..', 'NaN', 'Infinity', '0x10'],
  ['true', 'True', 'false', ID, ID.toUpperCase(), `${ID},${ID}`, ',', ',,', 'a,b', '12345', 'z'.repeat(256)],
  ['2026-01-15', '2026-01-15T09:01:00%2B0000', '2026-01-15 09:01:00', '2026-13-41', '2026-01-15T09:01:00%2B9999'],
  [
    '%00',
    '%09',
    '%0A',
    '%7F',
    '%C3%A9',
    '%F0%9F%98%80',
    '%ED%A0%80',
    '%',
    '%zz',
    '%e2%80%ae',
    '<b>&amp;',
    '\'"',
    '\ud800',
  ],
].flat();
const SUFFIXES = [
  '',
  '',
  '',
  '',
  '[0].key',
  '[0].value',
  '[1].key',
  '[7]',
  '[0',
  '[x].a',
  '[-1].a',
  '[0].',
  '[0].[1]',
  '.a',
  '%5B0%5D.a',
];
const OTHERS = [
  '__proto__',
  'constructor',
  'command',
  'response',
  'signature',
  'apiKey',
  '[0].a',
  'é',
  '%26',
  '%3D',
  'a%00b',
  '',
];

const inAnyCase = (random: Random, name: string): string => (random.below(4) === 0 ? name.toUpperCase() : name);

function partOf(random: Random, command: CommandName): string {
  const { parameters } = commandEntry(command);
  const name = random.pick([...Object.keys(parameters), random.pick(OTHERS)]);
  const isSecret = parameters[name]?.isContent === true;
  const value = isSecret ? `${random.pick(['', '%00', '%'])}${CANARY}${random.pick(VALUES)}` : random.pick(VALUES);
  const part = `${inAnyCase(random, name)}${random.pick(SUFFIXES)}=${value}`;
  return random.below(50) === 0 ? part.slice(0, random.below(part.length + 1)) : part;
}

function formOf(random: Random, command: CommandName): string {
  const parts = Array.from({ length: random.below(4) }, () => partOf(random, command));
  return parts.join(random.below(20) === 0 ? '&&' : '&');
}

const isOfType: Readonly<Record<ParameterType, (value: unknown) => boolean>> = {
  uuid: (value) => value === '-1' || /^[\da-f-]{36}$/.test(String(value)),
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value) && Math.abs(value as number) <= 2 ** 31,
  long: Number.isSafeInteger,
  float: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  list: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== ''),
  uuids: (value) => Array.isArray(value) && value.every((item) => isOfType.uuid(item)),
  map: (value) => Object.values(value as object).every((item) => typeof item === 'string'),
  records: (value) => Array.isArray(value) && value.every((item) => isOfType.map(item)),
};

/** What is wrong with the types of what was bound. */
const wronglyTyped = (command: CommandName, bound: object): readonly string[] =>
  Object.entries(bound).flatMap(([name, value]) => {
    const entry = commandEntry(command).parameters[name];
    return entry !== undefined && isOfType[entry.type](value) ? [] : [name];
  });

/** undefined for a request that was bound. */
function refusalOf(random: Random): ApiError | undefined {
  const command = random.pick(commandNames);
  try {
    const parameters = decode(`command=${command}&${formOf(random, command)}`, formOf(random, command));
    const { parameters: bound, unknown } = bind(commandOf(parameters), parameters);
    expect(wronglyTyped(commandOf(parameters), bound)).toEqual([]);
    expect(unknown.join('')).not.toContain(CANARY);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

it(`${REQUESTS} requests are bound or refused (CONFIGDRIVE_API_SEED=${seed})`, { timeout: 3_600_000 }, () => {
  const random = randomFrom(seed);
  const counts = new Map<number, number>();
  for (let number = 0; number < REQUESTS; number++) {
    const refusal = refusalOf(random);
    const code = refusal?.errorCode ?? 200;
    counts.set(code, (counts.get(code) ?? 0) + 1);
    if (refusal === undefined) continue;
    const told = [
      refusal.message,
      JSON.stringify(refusal.problems),
      ...(['json', 'xml'] as const).map((as) => serialiseError('listZones', refusal, as).body),
    ];
    expect(told.filter((text) => text.includes(CANARY))).toEqual([]);
    expect(told.filter((text) => /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text))).toEqual([]);
  }
  expect(new Set(counts.keys())).toEqual(new Set([200, 400, 430, 431, 432]));
  expect(counts.get(200)).toBeGreaterThan(REQUESTS / 20);
});

it('no request makes verify throw', async () => {
  const random = randomFrom(seed);
  for (let number = 0; number < REQUESTS / 20; number++) {
    const names = ['apikey', 'signature', 'SignatureVersion', 'expires', 'command', 'a~b', 'ü', '__proto__'];
    const parameters = new Map(
      names.flatMap((name) => (random.below(3) === 0 ? [] : [[name, random.pick(VALUES)] as const])),
    );
    const verification = await verify(parameters, { secretOf: () => 'secret', now: new Date(0) });
    expect(verification.isVerified).toBe(false);
  }
});
