/**
 * The largest documents that guests' programs are followed into, in each dialect and of the kinds that take most memory for a
 * byte, take at most 256 MiB above the start of a process: at the limits and beyond.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { textOf } from '../support/run.ts';

const MIB = 1024 * 1024;
const MOST_MEBIBYTES = 256;

/** As many units as fit, or as a number of them says. */
const filled = (unit: string, count = Number.POSITIVE_INFINITY): string =>
  unit.repeat(Math.min(count, Math.floor((MIB - 200) / unit.length)));

/** What a list is made of; the numbers are as many as are looked at. */
const JSON_LISTS: Readonly<Record<string, string>> = {
  'objects, within': `[${filled('{},', 99_000)}{}]`,
  'objects, beyond': `[${filled('{},')}{}]`,
  'lists, within': `[${filled('[],', 99_000)}[]]`,
  'objects with a key, within': `[${filled('{"a":1},', 49_000)}{}]`,
  'texts, within': `[${filled('"",', 99_000)}""]`,
  'a long text': `["${filled('\\n')}"]`,
};

const YAML_BODIES: Readonly<Record<string, string>> = {
  'items, within': `a:\n${filled('-\n', 124_000)}`,
  'items, beyond': `a:\n${filled('-\n')}`,
  'mappings, within': `a: [${filled('{},', 82_000)}]\n`,
  'numbers in brackets, within': `a: [${filled('1,', 82_000)}]\n`,
  'deep numbers, within': `a: ${'['.repeat(390)}${filled('1,', 80_000)}${']'.repeat(390)}\n`,
  'aliases, within': `a: &a b\nb: [${filled('*a,', 120_000)}]\n`,
  'tags, within': `a: [${filled('!!int 1,', 49_000)}]\n`,
  'lines of a block text': `a: |\n${filled(' b\n')}`,
  'lines of a plain text': `a: b\n${filled(' b\n')}`,
  documents: filled('---\n'),
};

const script = fileURLToPath(new URL('../support/peak-of-explain.mjs', import.meta.url));

interface Peak {
  readonly mebibytes: number;
  readonly isBeyond: boolean;
}

const peakOf = (label: string, path: string, input: string): Peak =>
  JSON.parse(textOf(process.execPath, ['--expose-gc', script, label, path], { input })) as Peak;

const LATEST = 'openstack/latest';

/** Where a list stands in each file. */
const JSON_FILES: readonly (readonly [path: string, textOf: (list: string) => string])[] = [
  [`${LATEST}/meta_data.json`, (list) => `{"uuid": "i", "keys": ${list}}`],
  [`${LATEST}/network_data.json`, (list) => `{"links": ${list}, "networks": []}`],
  [`${LATEST}/vendor_data.json`, (list) => `{"cloud-init": ${list}}`],
  [`${LATEST}/user_data`, (list) => `{"ignition": {"version": "3.3.0", "a": ${list}}}`],
];

describe.each(JSON_FILES)('%s', (path, textOfList) => {
  it.each(Object.entries(JSON_LISTS))('with %s', (name, list) => {
    const { mebibytes, isBeyond } = peakOf('config-2', path, textOfList(list));
    expect(mebibytes).toBeLessThanOrEqual(MOST_MEBIBYTES);
    if (name.endsWith('within') || name.endsWith('beyond')) expect(isBeyond).toBe(name.endsWith('beyond'));
  });
});

describe.each([
  ['config-2', `${LATEST}/user_data`, '#cloud-config\n'],
  ['cidata', 'network-config', ''],
])('YAML of %s, %s', (label, path, head) => {
  it.each(Object.entries(YAML_BODIES))('with %s', (name, body) => {
    const { mebibytes, isBeyond } = peakOf(label, path, head + body);
    expect(mebibytes).toBeLessThanOrEqual(MOST_MEBIBYTES);
    if (name.endsWith('within') || name.endsWith('beyond')) expect(isBeyond).toBe(name.endsWith('beyond'));
  });
});
