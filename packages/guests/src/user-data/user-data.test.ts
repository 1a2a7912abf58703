import { gzipSync } from 'node:zlib';
import { placeText } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { GuestFindings } from '../findings.ts';
import { checkUserData } from './user-data.ts';

function found(given: string | Uint8Array): readonly string[] {
  const findings = new GuestFindings();
  checkUserData(findings, ['u'], typeof given === 'string' ? new TextEncoder().encode(given) : given);
  return findings.issues.map(({ code, severity, place, rule }) => {
    expect(rule).toBeTypeOf('string');
    return `${severity} ${code} ${placeText(place)}`;
  });
}

const config = (body: string): string => `#cloud-config\n${body}`;

type Row = readonly [given: string, ...found: readonly string[]];

describe('a first line', () => {
  it.each<Row>([
    ['#cloud-config\na: b\n'],
    ['\n  #cloud-config\na: b\n'],
    ['\t#cloud-config\na: b\n', 'error cloud-config-unreadable u.line[1]'],
    ['#Cloud-Config\r\na: b\r\n'],
    ['#!/bin/sh\n'],
    ['\ufeff#cloud-config\n', 'warning user-data-first-line u'],
    ['# cloud-config\na: b\n', 'warning user-data-first-line u'],
    ['#cloud_config\na: b\n', 'warning user-data-first-line u'],
    ['cloud-config\na: b\n', 'warning user-data-first-line u'],
    ['#!cloud-config\na: b\n', 'warning user-data-first-line u'],
    ['# template: jinja\n#cloud-config\n', 'warning user-data-first-line u'],
    ['users:\n  - a\n', 'warning user-data-first-line u'],
    ['---\nruncmd: []\n', 'warning user-data-first-line u'],
    ['hello\n', 'warning user-data-unhandled u'],
  ])('%j', (given, ...expected) => {
    expect(found(given)).toEqual(expected);
  });
});

describe('a cloud-config', () => {
  it.each<Row>([
    [''],
    ['# only a remark\n'],
    ['password: "0123"\nssh_pwauth: no\n'],
    ['a:\tb\n', 'error cloud-config-unreadable u.line[2]'],
    ['a: b\n\tc: d\n', 'error cloud-config-unreadable u.line[3]'],
    ['a: [b\n', 'error cloud-config-unreadable u.line[3]'],
    ['- a\n- b\n', 'error cloud-config-unreadable u'],
    ['just text\n', 'error cloud-config-unreadable u'],
    ['a: !vault x\n', 'error cloud-config-unreadable u.line[2]'],
    ['a: 1\nb: 2\na: 3\n', 'warning cloud-config-key-repeated u.line[4]'],
    ['password: 0123\n', 'warning cloud-config-value-misread u.line[2]'],
    ['password: no\n', 'warning cloud-config-value-misread u.line[2]'],
    ['users:\n- name: on\n', 'warning cloud-config-value-misread u.line[3]'],
    ['runcmd:\n- 12:30:45\n- [ls, 5]\n', ...[3, 4].map((line) => `warning cloud-config-value-misread u.line[${line}]`)],
    ['write_files:\n- path: /a\n  permissions: 0644\n', 'warning cloud-config-value-misread u.line[4]'],
    ['mine:\n  mac: 52:54:00:12:34:56\n', 'notice cloud-config-value-misread u.line[3]'],
  ])('with %j', (body, ...expected) => {
    expect(found(config(body))).toEqual(expected);
  });
});

const mime = (...parts: readonly string[]): string =>
  `Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`;
const part = (type: string, body: string, more = ''): string => `Content-Type: ${type}\n${more}\n${body}`;

describe('what is wrapped', () => {
  it.each<Row>([
    [mime(part('text/cloud-config', 'a: b'), part('text/x-shellscript', '#!/bin/sh'))],
    [mime(part('text/plain; charset="utf-8"', '#cloud-config\na: b'))],
    [mime(part('text/cloud-config', 'YTogYgo=', 'Content-Transfer-Encoding: base64\n'))],
    [mime(part('text/cloud-config', 'a: =22b=\n"', 'Content-Transfer-Encoding: quoted-printable\n'))],
    [
      mime(part('text/cloud-config', 'a: b'), part('text/cloud-config', 'a: [')),
      'error cloud-config-unreadable u.part[1].line[1]',
    ],
    [mime(part('text/yaml', 'a: b')), 'warning user-data-unhandled u.part[0]'],
    [mime(part('text/plain', 'users: []')), 'warning user-data-first-line u.part[0]'],
    [mime(part('text/x-shellscript', 'echo')), 'warning user-data-first-line u.part[0]'],
    [
      mime(part('text/cloud-config', '#cloud-config\npassword: no')),
      'warning cloud-config-value-misread u.part[0].line[2]',
    ],
    ['MIME-Version: 1.0\nContent-Type: multipart/mixed\n\n--b\n', 'error user-data-unreadable u'],
    ['MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--b\n', 'error user-data-unreadable u'],
    ['MIME-Version: 1.0\nContent-Type: text/cloud-config\n\na: b\n'],
    ['## template: jinja\n#cloud-config\na: {{ v1.local_hostname }}\n'],
    ['## template: jinja\n#cloud-config\na: [\n', 'error cloud-config-unreadable u.line[4]'],
    ['## template: jinja\na: b\n', 'warning user-data-unhandled u'],
    ['#cloud-config-archive\n- type: text/cloud-config\n  content: |\n    a: b\n- "#!/bin/sh"\n'],
    ['#cloud-config-archive\n- type: text/yaml\n  content: x\n', 'warning user-data-unhandled u.part[0]'],
    ['#cloud-config-archive\na: b\n', 'error user-data-unreadable u'],
    ['#cloud-config-archive\n- [\n', 'error user-data-unreadable u.line[3]'],
    ['#cloud-config-jsonp\n[{"op": "add", "path": "/a", "value": 1}]\n'],
    ['#cloud-config-jsonp\n{}\n', 'error user-data-unreadable u'],
  ])('%j', (given, ...expected) => {
    const severities = (line: string): string =>
      line.replace('error user-data-unreadable', 'warning user-data-unreadable');
    expect(found(given).map(severities)).toEqual(expected.map(severities));
  });

  it('by gzip is unpacked, damaged or too large is said', () => {
    const packed = gzipSync(config('a: [\n'));
    expect(found(packed)).toEqual(['error cloud-config-unreadable u.line[3]']);
    expect(found(gzipSync(packed))).toEqual(['error cloud-config-unreadable u.line[3]']);
    expect(found(packed.subarray(0, -12))).toEqual(['warning user-data-unreadable u']);
  });

  it('by gzip a thousandfold is not unpacked', () => {
    const findings = new GuestFindings();
    checkUserData(findings, ['u'], gzipSync(new Uint8Array(32 * 1024 * 1024)));
    expect(findings.issues.map(({ code }) => code)).toEqual(['content-not-looked-at']);
  });
});

it('hostile YAML ends: brackets, aliases of aliases, a loop', () => {
  const bomb = ['a0: &a0 x', ...Array.from({ length: 60 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)].join(
    '\n',
  );
  expect(found(config(`a: ${'['.repeat(200_000)}`))).toEqual(['error cloud-config-unreadable u.line[2]']);
  expect(found(config(`${bomb}\n`))).toEqual([]);
  expect(found(config('a: &a [*a]\n'))).toEqual([]);
  // Each of these took the square of its length, or more, in a first form.
  const aliases = Array.from({ length: 10_000 }, (__, n) => `- &a${n} x\n- *a${n}\n`).join('');
  expect(found(config(`a:\n${aliases}`))).toEqual([]);
  expect(found(config(`a:\n${'- "\t"\n'.repeat(10_000)}#${'\t'.repeat(100_000)}\n`))).toEqual([]);
  const merges = Array.from({ length: 2000 }, (__, n) => `a${n + 1}: &a${n + 1} {<<: [*a${n}, *a${n}], k${n}: v}\n`);
  expect(found(config(`a0: &a0 {k: v}\n${merges.join('')}`))[0]).toMatch(/^error cloud-config-unreadable/);
});

it('never quotes', () => {
  const findings = new GuestFindings();
  for (const text of [
    'password: 0777_1234\n',
    's3cret: [\n',
    '"s3cret: x\n',
    '!s3cret x\n',
    '*s3cret\n',
    's3cret: 1\ns3cret: 2\n',
  ]) {
    checkUserData(findings, ['u'], new TextEncoder().encode(config(text)));
  }
  checkUserData(findings, ['u'], new TextEncoder().encode(mime(part('text/s3cret', 'a: b'))));
  expect(findings.issues.length).toBeGreaterThan(6);
  expect(JSON.stringify(findings.issues)).not.toMatch(/s3cret|0777/);
});
