/** What explain says of user data, the real cloud-init does: its schema of a cloud-config, and the parts its handlers take. */
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { GuestFindings } from '../../packages/guests/src/findings.ts';
import { checkUserData } from '../../packages/guests/src/user-data/user-data.ts';
import { programPath, withForeign } from '../support/foreign.ts';
import { textOf } from '../support/run.ts';

interface Judged {
  readonly schema: string | null;
  readonly lost: readonly string[];
}

const SCRIPT = new URL('../support/python/cloud_config_judge.py', import.meta.url).pathname;

const judged = (texts: readonly (string | Uint8Array)[]): readonly Judged[] =>
  JSON.parse(
    textOf(programPath('cloudinit'), [SCRIPT], {
      input: JSON.stringify(texts.map((text) => Buffer.from(text).toString('base64'))),
    }),
  ) as readonly Judged[];

/** Codes of what is lost; notices are none. */
function losses(given: string | Uint8Array): readonly string[] {
  const findings = new GuestFindings();
  checkUserData(findings, ['u'], Buffer.from(given));
  return findings.issues.filter(({ severity }) => severity !== 'notice').map(({ code }) => code);
}

/** YAML that is no text, and texts that look like it. */
const VALUES = ['no', '0644', '12:30:45', '5', '1.5', 'null', '~', '"no"', "'0644'", 'y', 'web', '2e5'];

/** Where cloud-init wants a text, with the value in place of the mark. */
const TEMPLATES = [
  'password: @',
  'hostname: @',
  'fqdn: @',
  'timezone: @',
  'final_message: @',
  'runcmd:\n- @\n- [ls, @]',
  'bootcmd:\n- @',
  'packages:\n- @',
  'ssh_authorized_keys:\n- @',
  'ssh_import_id:\n- @',
  'users:\n- name: @',
  'users:\n- name: a\n  gecos: @',
  'users:\n- name: a\n  passwd: @',
  'users:\n- name: a\n  shell: @',
  'users:\n- name: a\n  homedir: @',
  'users:\n- name: a\n  ssh_authorized_keys:\n  - @',
  'write_files:\n- path: @',
  'write_files:\n- path: /a\n  content: @',
  'write_files:\n- path: /a\n  owner: @',
  'write_files:\n- path: /a\n  permissions: @',
  'ntp:\n  servers:\n  - @',
  'mounts:\n- [a, @]',
];

const CONFIGS = [
  ...TEMPLATES.flatMap((template) => VALUES.map((value) => template.replaceAll('@', value))),
  'ssh_pwauth: no\npackage_update: yes\n',
  'disable_root: on\n',
  'a: [',
  'a:\tb',
  '\ta: b',
  '- a',
  'text',
  'a: !x y',
  'a: b: c',
  'a: "b',
].map((body) => `#cloud-config\n${body}\n`);

const part = (type: string, body: string): string => `--b\nContent-Type: ${type}\n\n${body}\n`;
const mime = (...parts: readonly string[]): string =>
  `Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n${parts.join('')}--b--\n`;
const config = part('text/cloud-config', '#cloud-config\na: b');

const WRAPPED: readonly (string | Uint8Array)[] = [
  '#cloud-config\na: b\n',
  ' \n#Cloud-Config\r\na: b\r\n',
  '\ufeff#cloud-config\na: b\n',
  '# cloud-config\na: b\n',
  'hello\n',
  '#!/bin/sh\n',
  '#cloud-boothook\nx\n',
  '## template: jinja\n#cloud-config\na: b\n',
  mime(config),
  mime(config, part('text/x-shellscript', '#!/bin/sh')),
  mime(part('text/plain', '#cloud-config\na: b')),
  mime(part('text/plain', 'hello')),
  mime(part('text/yaml', 'a: b')),
  mime(part('text/x-shellscript-per-boot', '#!/bin/sh')),
  mime(part('TEXT/CLOUD-CONFIG; charset="utf-8"', 'a: b')),
  mime(part('text/cloud-config', 'a: [')),
  mime(part('text/cloud-config', '- a')),
  mime(config, mime(config, part('text/yaml', 'x')).replace(/^/, '--b\n')),
  mime(config).replace('; boundary="b"', ''),
  mime(config).replaceAll('--b', '--c'),
  mime(config).replace('--b--\n', ''),
  mime(config).replaceAll('\n', '\r\n'),
  mime('--b\nContent-Type: text/cloud-config\nContent-Transfer-Encoding: base64\n\nYTogYgo=\n'),
  mime('--b\nContent-Type: text/cloud-config\nContent-Transfer-Encoding: quoted-printable\n\na: =5B=\n1]\n'),
  mime('--b\nContent-Type: text/cloud-config\nContent-Transfer-Encoding: quoted-printable\n\na: =5B\n'),
  mime('--b\n\n#cloud-config\na: b\n'),
  mime('--b\nContent-Type: nonsense\n\n#cloud-config\na: b\n'),
  `From: x\n${mime(config)}`,
  'MIME-Version: 1.0\nContent-Type: text/cloud-config\n\na: b\n',
  'MIME-Version: 1.0\nContent-Type: text/x-yaml\n\na: b\n',
  gzipSync('#cloud-config\na: b\n'),
  gzipSync('#cloud-config\na: [\n'),
  gzipSync(mime(config, part('text/yaml', 'x'))),
  gzipSync('hello'),
  '#cloud-config-archive\n- "#cloud-config\\na: b"\n',
  '#cloud-config-archive\n- type: text/yaml\n  content: x\n',
  '#cloud-config-archive\n- content: "a: ["\n',
  '#cloud-config-archive\n[',
];

withForeign(['cloudinit'], 'cloud-init', () => {
  it('finds by its schema what explain finds in a cloud-config, and no more', () => {
    const verdicts = judged(CONFIGS);
    const disagreements = CONFIGS.map((text, index) => ({
      text,
      explain: losses(text),
      schema: verdicts[index]?.schema,
    })).filter(({ explain, schema }) => explain.length > 0 !== (schema !== null));
    expect(disagreements).toEqual([]);
    expect(verdicts.filter(({ schema }) => schema === null).length).toBeGreaterThan(100);
  });

  it('takes the parts of which explain says nothing, and loses the others', () => {
    const verdicts = judged(WRAPPED);
    const disagreements = WRAPPED.map((given, index) => ({
      given: given.toString(),
      explain: losses(given),
      lost: verdicts[index]?.lost,
    })).filter(({ explain, lost }) => explain.length > 0 !== (lost?.length ?? 0) > 0);
    expect(disagreements).toEqual([]);
    expect(verdicts.filter(({ lost }) => lost.length > 0).length).toBeGreaterThan(12);
  });
});
