/**
 * explain called user data taken that the guest's kernel does not run (a blank line before #!, line ends of DOS), said nothing
 * of what it was that cloud-init ignores (base64 twice, UTF-16, a comment before #cloud-config), of host names that no program
 * sets, or of configurations that Talos cannot parse.
 */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { GuestName } from '@configdrive/guests';
import { describe, expect, it } from 'vitest';
import { scriptFault } from '../../packages/guests/src/user-data/first-line.ts';
import { explained, type Files } from '../explain/explained.ts';
import { textOf } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const META = 'openstack/latest/meta_data.json';
const USER = 'openstack/latest/user_data';

function told(guest: GuestName, userData: string | Uint8Array, more: Files = {}) {
  const files = { [META]: { uuid: 'u' }, 'openstack/latest/network_data.json': {}, [USER]: userData, ...more };
  const { verdict, issues } = explained(guest, files);
  const about = issues.filter(({ place }) => place[0] === USER);
  return { verdict, codes: about.map(({ code }) => code), messages: about.map(({ message }) => message).join('\n') };
}

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const CONFIG = '#cloud-config\npackages: [vim]\n';

describe('a script', () => {
  it.each<[GuestName, string, string | undefined]>([
    ['cloud-init', '\n#!/bin/bash\necho hi\n', 'blank lines'],
    ['cloud-init', ' #!/bin/sh\n', 'blank lines'],
    ['cloud-init', '#!\necho hi\n', 'no program'],
    ['cloud-init', '#!/bin/bash\r\necho hi\r\n', undefined],
    ['cloud-init', '#!/bin/bash\necho hi\n', undefined],
    ['cloud-init', '## template: jinja\n#!/bin/sh\necho {{ v1.local_hostname }}\n', undefined],
    ['cloud-init', '## template: jinja\n#!/bin/sh\necho hi\n', undefined],
    ['cloud-init', '## template: jinja\n\n#!/bin/sh\necho hi\n', 'blank lines'],
    ['cirros', '#!/bin/sh\r\necho hi\r\n', 'carriage return'],
    ['cirros', '#!/bin/sh\necho hi\n', undefined],
    ['freebsd-nuageinit', '#!/bin/sh\r\necho hi\r\n', 'carriage return'],
    ['freebsd-nuageinit', '#!/bin/sh\necho hi\n', undefined],
  ])('of %s: %j', (guest, text, why) => {
    const { messages, codes } = told(guest, text, {
      'openstack/latest/network_data.json': { links: [], networks: [] },
    });
    if (why === undefined) expect(codes).toEqual([]);
    else expect(messages).toContain(why);
  });
});

/** Runs files as cloud-init does, without a shell that would take what the kernel does not; gives the errors' numbers. */
const RUN = `import json, subprocess, sys
def error(path):
    try:
        subprocess.run([path], capture_output=True, check=False)
    except OSError as error:
        return error.errno
print(json.dumps([error(path) for path in sys.argv[1:]]))`;

const directory = useTemporaryDirectory();

it('a script is run by the kernel where scriptFault finds nothing, and only there', () => {
  const scripts = ['#!/bin/sh\n', '#! /bin/sh\n', '\n#!/bin/sh\n', ' #!/bin/sh\n', '#!/bin/sh\r\n', '#!\n', '#! \n'];
  const more = ['echo hi\n', '\ufeff#!/bin/sh\n', '#!/bin/sh -e\n', '#!/bin/sh', '#!/bin/sh\necho\r\n'];
  const texts = [...scripts, ...more];
  const paths = texts.map((text, index) => {
    writeFileSync(directory(String(index)), text, { mode: 0o700 });
    return directory(String(index));
  });
  const errors = JSON.parse(textOf('python3', ['-c', RUN, ...paths])) as readonly (number | null)[];
  expect(texts.map((text) => [text, scriptFault(text) !== undefined])).toEqual(
    texts.map((text, index) => [text, errors[index] !== null]),
  );
});

describe('user data that cloud-init ignores', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['base64 of a cloud-config', base64(CONFIG), 'base64 of what is text/cloud-config'],
    ['base64 in lines', base64(CONFIG.repeat(9)).replaceAll(/.{60}/g, '$&\n'), 'base64 of what is text/cloud-config'],
    ['base64 of a long one', base64(CONFIG + '# x\n'.repeat(9000)), 'base64 of what is text/cloud-config'],
    ['base64 of a script', base64('#!/bin/sh\necho hi\n'), 'base64 of what is text/x-shellscript'],
    ['base64 of gzip', gzipSync(CONFIG).toString('base64'), 'base64 of what is application/gzip'],
    ['UTF-16 with a mark', utf16(`\ufeff${CONFIG}`), 'UTF-16'],
    ['UTF-16 without one', utf16(CONFIG), 'UTF-16'],
    ['a comment before the first line', `# made by hand\n${CONFIG}`, 'a comment stands before #cloud-config'],
  ])('is told for what it is: %s', (_, text, why) => {
    const { verdict, codes, messages } = told('cloud-init', text);
    expect([verdict, codes]).toEqual(['partly', ['user-data-first-line']]);
    expect(messages).toContain(why);
  });

  it('is no other text: words, a comment alone, digits', () => {
    for (const text of ['hello hello hello hello', '# remark\nx', '0123456789012345678901234567', 'A'.repeat(64)]) {
      expect(told('cloud-init', text).codes).toEqual(['user-data-unhandled']);
    }
  });
});

describe('a host name', () => {
  const codesOf = (hostname: string): readonly string[] =>
    explained('cloud-init', { [META]: { uuid: 'u', hostname } }).found.filter((line) => line.includes('hostname'));

  it.each([
    'team-frontend-production-europe-west-cluster-member-number-000000000017',
    'web 1',
    '-web',
    'web-',
    'wéb',
    'web_1',
  ])('%s is one that the guest does not take', (hostname) => {
    expect(codesOf(hostname)).toEqual([`warning hostname-unusable ${META}.hostname`]);
  });

  it.each(['web', 'web-1', 'WEB', '1', 'x'.repeat(64), `web.${'x'.repeat(80)}`])('%s is one that it takes', (name) => {
    expect(codesOf(name)).toEqual([]);
  });
});
