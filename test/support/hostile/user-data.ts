/** Hostile user data of every kind that guests look into, wrapped in one another. */
import { gzipSync } from 'node:zlib';
import type { Random } from '../../hostile/random.ts';
import { CANARY, countFrom, damaged, manyOf, oneOf, repeated } from './chance.ts';
import { hostileValue } from './json.ts';
import { hostileYaml } from './yaml.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const FIRST_LINES = [
  '#cloud-config\n',
  '#cloud-config\r\n',
  '# cloud-config\n',
  '\ufeff#cloud-config\n',
  '\n\n #cloud-config\n',
];

const cloudConfig = (random: Random): string => random.pick(FIRST_LINES) + hostileYaml(random);

const archive = (random: Random, depth: number): string => {
  const items = manyOf(random, 4, () => {
    const inner = JSON.stringify(textOf(random, depth + 1));
    return random.pick([`- ${inner}\n`, `- {content: ${inner}, type: ${random.pick(['', 'text/plain', 'text/x'])}}\n`]);
  });
  const aliases =
    random.below(6) === 0 ? `- &a ${JSON.stringify(textOf(random, depth + 1))}\n${repeated(random, '- *a\n')}` : '';
  return `#cloud-config-archive\n${damaged(random, items.join('') + aliases)}`;
};

const ENCODINGS = ['7bit', 'base64', 'quoted-printable', 'x', ''];
const TYPES = [
  'text/cloud-config',
  'text/x-shellscript',
  'text/plain',
  'multipart/mixed',
  'multipart/digest',
  'application/gzip',
  'text/jinja2',
  'text',
];

function mimePart(random: Random, depth: number): string {
  const encoding = random.pick(ENCODINGS);
  const inner = textOf(random, depth + 1);
  const body = encoding === 'base64' ? Buffer.from(inner).toString('base64') : inner;
  const more = random.below(10) === 0 ? `X: ${repeated(random, 'y\n ')}\n` : '';
  return `Content-Type: ${random.pick(TYPES)}${random.pick(['', '; charset=utf-8', '; boundary=b', ';'.repeat(50)])}\nContent-Transfer-Encoding: ${encoding}\n${more}\n${body}`;
}

function mime(random: Random, depth: number): string {
  const boundary = random.pick(['b', `b${depth}`, '"b c"', '(+', '']);
  const parts =
    random.below(10) === 0
      ? Array.from({ length: countFrom(random, 20) }, () => '\nx')
      : manyOf(random, 3, () => mimePart(random, depth));
  const name = boundary.replaceAll('"', '');
  const text = parts.map((part) => `--${name}\n${part}\n`).join('');
  return `Content-Type: multipart/mixed; boundary=${boundary}\nMIME-Version: 1.0\n${repeated(random, '')}\n${damaged(random, text)}--${name}--\n`;
}

const jinja = (random: Random, depth: number): string =>
  `## template: jinja\n${random.pick(['', '{% raw %}', repeated(random, '{{ a }}'), repeated(random, '{% for a in b %}')])}${textOf(random, depth + 1)}`;

const ignition = (random: Random): string =>
  damaged(
    random,
    `{"ignition":{"version":${random.pick(['"3.3.0"', '"2.2.0"', '3', 'null'])},"config":${hostileValue(random)}},"passwd":{"users":[{"name":"core","passwordHash":"${CANARY}"}]}}`,
  );

const plain = (random: Random): string =>
  oneOf(random, [
    () => `#!/bin/sh\necho ${CANARY}\n`,
    () => `#cloud-boothook\n${repeated(random, `${CANARY}\n`)}`,
    () => `#include\n${repeated(random, 'http://a/\n')}`,
    () => `a${repeated(random, ' ')}x`,
    () => repeated(random, '\r'),
    () => repeated(random, '\u2028'),
    () => `#cloud-config-jsonp\n[${hostileValue(random)}]`,
    () => `version: v1alpha1\nmachine: ${hostileYaml(random)}`,
    () => `rem cmd\r\n${CANARY}`,
    () => '',
  ]);

const MOST_WRAPPED = 11;

/** Escapes double with each wrapping; a long text is wrapped twice at most. */
const MOST_WRAPPED_LENGTH = 100_000;

/** A text of user data, maybe with others inside. */
export function textOf(random: Random, depth = 0): string {
  const text = anyText(random, depth);
  return depth > 1 && text.length > MOST_WRAPPED_LENGTH ? `#cloud-config\na: ${CANARY}\n` : text;
}

function anyText(random: Random, depth: number): string {
  const isDeep = depth >= MOST_WRAPPED || random.below(3) === 0;
  const kinds = [cloudConfig, cloudConfig, ignition, plain].map((make) => () => make(random));
  const wrapped = [archive, mime, jinja].map((make) => () => make(random, depth));
  return oneOf(random, isDeep ? kinds : [...kinds, ...wrapped]);
}

/** The same inside of itself, as deep as it goes: what is limited for each level only multiplies. */
function russianDoll(random: Random): string {
  let text = textOf(random, MOST_WRAPPED);
  for (let level = random.below(12); level > 0 && text.length < 200_000; level--) {
    const inner = JSON.stringify(text);
    text = `#cloud-config-archive\n- &a ${inner}\n${'- *a\n'.repeat(random.below(30))}`;
  }
  return text;
}

/** User data as it lies on a drive; gzip may be damaged, or unpack to far more than it is. */
export function hostileUserData(random: Random): Uint8Array {
  const kind = random.below(12);
  if (kind === 0) return gzipSync(utf8(textOf(random)));
  if (kind === 1) return gzipSync(new Uint8Array(random.pick([1000, 9_000_000, 20_000_000])));
  if (kind === 2) return gzipSync(gzipSync(utf8(textOf(random)))).subarray(0, 20 + random.below(400));
  if (kind === 3) return random.bytes(random.below(3000));
  if (kind === 4) return utf8(russianDoll(random));
  return utf8(textOf(random));
}
