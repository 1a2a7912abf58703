/**
 * What explain says of the examples that Debian's cloud-init brings along, and of their variations, the real cloud-init does:
 * which parts are lost, and which keys are there twice. It brings none of network config.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Issue } from '@configdrive/issues';
import { expect, it } from 'vitest';
import { GuestFindings } from '../../packages/guests/src/findings.ts';
import { checkUserData } from '../../packages/guests/src/user-data/user-data.ts';
import { programPath, withForeign } from '../support/foreign.ts';
import { textOf } from '../support/run.ts';
import { chanceOf } from './random.ts';
import { seedsOfRun } from './seeds.ts';

const EXAMPLES = '/usr/share/doc/cloud-init/examples';
const JUDGE = new URL('../support/python/cloud_config_judge.py', import.meta.url).pathname;

interface Text {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Judged {
  readonly lost: readonly string[];
  readonly repeated: readonly number[];
}

/** What is fetched from elsewhere is not asked for: no test reads the network. */
const isFetched = ({ bytes }: Text): boolean => /^#include/m.test(bytes.toString('latin1'));

function examples(): readonly Text[] {
  const names = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) => !name.endsWith('seed'));
  const texts = names.map((name) => {
    const bytes = readFileSync(join(EXAMPLES, name));
    return { name, bytes: name.endsWith('.gz') ? gunzipSync(bytes) : bytes };
  });
  return texts.filter((text) => !isFetched(text));
}

/** Ways in which people's copies differ from their model. */
const variations: readonly (readonly [name: string, of: (text: string) => string])[] = [
  ['line ends of DOS', (text) => text.replaceAll('\n', '\r\n')],
  ['the first line twice', (text) => `#cloud-config\n${text}`],
  ['no first line', (text) => text.replace(/^.*\n/, '')],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['blank lines before it', (text) => `\n \n${text}`],
  ['a comment before it', (text) => `# vim: ft=yaml\n${text}`],
  ['capitals in the first line', (text) => text.replace(/^.*/, (line) => line.toUpperCase())],
  ['no line end', (text) => text.trimEnd()],
];

const varied = ({ name, bytes }: Text): readonly Text[] =>
  variations.map(([what, of]) => ({ name: `${name} with ${what}`, bytes: Buffer.from(of(bytes.toString('utf8'))) }));

/** Damage to one line, of those that an editor or a paste does. */
const damages: readonly ((line: string) => string)[] = [
  (line) => `${line}\n${line}`,
  (line) => ` ${line}`,
  (line) => line.replace(/^ /, ''),
  (line) => line.replace(/^ +/, '\t'),
  (line) => line.replace(/['"]/, ''),
  (line) => line.replace(': ', ':'),
  (line) => line.replace('- ', '-'),
  (line) => `${line} # and: more`,
  (line) => line.replace(/[[\]{}]/, ''),
  () => '',
];

function damaged({ name, bytes }: Text, seed: number): Text {
  const chance = chanceOf(seed);
  const lines = bytes.toString('utf8').split('\n');
  const at = 1 + chance.number(Math.max(lines.length - 2, 1));
  lines[at] = chance.pick(damages)(lines[at] ?? '');
  return { name: `${name} by seed ${seed}`, bytes: Buffer.from(lines.join('\n')) };
}

const judged = (texts: readonly Text[]): readonly Judged[] =>
  JSON.parse(
    textOf(programPath('cloudinit'), [JUDGE, '--no-schema'], {
      input: JSON.stringify(texts.map(({ bytes }) => bytes.toString('base64'))),
    }),
  ) as readonly Judged[];

/** Codes of what no handler gets; of a script they are about who runs it. */
const losses = new Set([
  'user-data-first-line',
  'user-data-unhandled',
  'user-data-unreadable',
  'cloud-config-unreadable',
]);

function explained({ bytes }: Text) {
  const findings = new GuestFindings();
  const kind = checkUserData(findings, ['u'], bytes);
  const isScript = kind?.startsWith('text/x-shellscript') === true;
  const { issues } = findings;
  return {
    isLost: !isScript && issues.some(({ code, severity }) => severity !== 'notice' && losses.has(code)),
    // Lines of the text itself: those of the parts of an archive are others.
    repeated: kind === 'text/cloud-config' ? issues.filter(isRepeated).map(lineOf) : undefined,
  };
}

const isRepeated = ({ code }: Issue): boolean => code === 'cloud-config-key-repeated';
const lineOf = ({ place }: Issue): unknown => place.at(-1);

function disagreements(texts: readonly Text[]): readonly unknown[] {
  const verdicts = judged(texts);
  return texts.flatMap((text, index) => {
    const { lost = [], repeated = [] } = verdicts[index] ?? {};
    const ours = explained(text);
    const theirs = { isLost: lost.length > 0, repeated: ours.repeated === undefined ? undefined : repeated };
    return JSON.stringify(ours) === JSON.stringify(theirs)
      ? []
      : [{ name: text.name, explain: ours, cloudInit: theirs }];
  });
}

withForeign(['cloudinit'], 'examples of cloud-init', () => {
  it('are read as cloud-init reads them, each of the package', () => {
    const texts = examples();
    expect(disagreements(texts)).toEqual([]);
    expect(texts.length).toBeGreaterThan(30);
  });

  it('are read as it reads them where a copy differs', () => {
    expect(disagreements(examples().flatMap(varied))).toEqual([]);
  });

  it('are refused as it refuses them where a line is damaged', () => {
    const texts = seedsOfRun().flatMap((seed) => examples().map((text, index) => damaged(text, seed + index)));
    expect(disagreements(texts)).toEqual([]);
    expect(texts.length).toBeGreaterThan(300);
  });
});
