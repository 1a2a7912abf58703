/** What holds contents does not print them: whatever a drive comes from, and whatever looks at it. */
import { inspect } from 'node:util';
import { InvalidInputError } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { CHANGE } from '../../../test/changes/helpers.ts';
import { planInput, refusalsOf, TIMESTAMP, VM_ID } from '../../../test/core/helpers.ts';
import { buildConfigDrive } from './build.ts';
import { withPassword } from './changes/password.ts';
import { withUserData } from './changes/user-data.ts';
import { DriveContent } from './drive-content.ts';
import { parseMachine } from './parse.ts';
import { readConfigDrive, readConfigDriveSync } from './reading/read-drive.ts';

const CANARY = 'c4n4ryXq7';
const PASSWORD = ['password', 'vm_password', CANARY] as const;
const input = {
  vmData: [VM_ID, PASSWORD],
  userData: `#cloud-config\nx: ${CANARY}\n`,
  vendorData: `#!/bin/sh\n${CANARY}\n`,
};
const options = { timestamp: TIMESTAMP };
const planned = planInput(input, options);
const { bytes } = buildConfigDrive(input, options);

/** Everything that is given out and holds contents. */
const HOLDERS: Readonly<Record<string, () => unknown>> = {
  'a machine': () => parseMachine(input),
  'a planned drive': () => planned,
  'a drive that was read': () => readConfigDriveSync(bytes),
  'a drive that was read from a source': () => readConfigDrive(bytes),
  'a drive with another password': () => withPassword(planned, `${CANARY}2`, CHANGE),
  'a drive with other user data': () => withUserData(planned, `${CANARY}3`, CHANGE),
  'the entries of a drive': () => planned.entries,
  'a content': () => new DriveContent(CANARY),
};

/** As text, and as the numbers that bytes print as. */
const FORMS = [
  CANARY,
  Array.from(CANARY, (letter) => letter.charCodeAt(0)).join(', '),
  Buffer.from(CANARY).toString('hex'),
];

const holdsCanary = (text: string): boolean =>
  FORMS.some((form) => text.includes(form) || text.replaceAll(/\s+/g, ' ').includes(form));

/** What console.table prints, as it would stand on the terminal. */
async function tableOf(value: unknown): Promise<string> {
  const { Console } = await import('node:console');
  const { PassThrough } = await import('node:stream');
  const stdout = new PassThrough();
  new Console({ stdout }).table(value);
  return String(stdout.read() ?? '');
}

describe.each(Object.entries(HOLDERS))('%s', (_, make) => {
  it('is printed without a content', async () => {
    const held = await make();
    const prints = [
      inspect(held, { depth: Number.POSITIVE_INFINITY, maxArrayLength: null, maxStringLength: null, showHidden: true }),
      inspect(held, { depth: Number.POSITIVE_INFINITY, getters: true, compact: false }),
      await tableOf(held),
      await tableOf([held]),
      String(held),
    ];
    expect(prints.filter(holdsCanary)).toEqual([]);
  });

  it('is no JSON, and says what gives its contents on purpose', async () => {
    const held = await make();
    const serialized = (): string => JSON.stringify({ held });
    expect(refusalsOf(serialized)).toEqual(['content-serialized at the input']);
    expect(serialized).toThrow(/(text|bytes|buildConfigDrive)\(/);
    expect(serialized).toThrow(InvalidInputError);
  });

  it('is cloned without a content, or not at all', async () => {
    const held = await make();
    let clone: unknown;
    try {
      clone = structuredClone(held);
    } catch {
      return;
    }
    expect(holdsCanary(inspect(clone, { depth: Number.POSITIVE_INFINITY, showHidden: true }))).toBe(false);
  });
});

describe('a content', () => {
  it('shows its length', () => {
    expect(inspect(new DriveContent('Grüße'))).toBe('[7 bytes]');
    expect(inspect({ content: new DriveContent(new Uint8Array(3)) })).toBe('{ content: [3 bytes] }');
  });

  it.each<[string, string | Uint8Array, string | undefined]>([
    ['a text', 'Grüße', 'Grüße'],
    ['bytes of one', Buffer.from('Grüße'), 'Grüße'],
    ['bytes that are none', Uint8Array.of(0xff), undefined],
    ['nothing', '', ''],
  ])('gives on purpose what it holds: %s', (_, held, text) => {
    const content = new DriveContent(held);
    expect(content.text()).toBe(text);
    expect(Buffer.from(content.bytes())).toEqual(Buffer.from(held));
    expect(Buffer.concat([...content.open()])).toEqual(Buffer.from(held));
    const filled = new Uint8Array(content.byteLength);
    for (let at = 0; at < filled.length; at++) expect(content.fill(filled.subarray(at, at + 1), at)).toBe(1);
    expect(Buffer.from(filled)).toEqual(Buffer.from(held));
  });
});
