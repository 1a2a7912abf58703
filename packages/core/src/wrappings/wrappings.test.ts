/** Images in base64, gzip and agent commands: in, out, and what is refused. */
import { InvalidImageError } from '@configdrive/issues';
import { utf8Bytes, utf8Text } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { issuesOf, refusalsOf, TIMESTAMP, VM_ID } from '../../../../test/core/helpers.ts';
import { buildConfigDrive } from '../build.ts';
import { encodeBase64 } from '../encoding/base64.ts';
import { gzipped } from '../encoding/gzip.ts';
import { readConfigDrive, readConfigDriveSync } from '../reading/read-drive.ts';
import { agentCommandText, isoFileOf, readAgentCommand } from './agent-command.ts';
import { unwrapImage, wrapImage } from './wrappings.ts';

const { bytes: image } = buildConfigDrive({ vmData: [VM_ID] }, { timestamp: TIMESTAMP });
const command = { isoFile: isoFileOf('i-2-10-VM'), image, create: true };

const WRAPPED = {
  iso: image,
  base64: wrapImage(image, 'base64'),
  'gzip-base64': wrapImage(image, 'gzip-base64'),
  gzip: gzipped(image),
  'agent-command': utf8Bytes(agentCommandText(command)),
} as const;

const FORMATS = Object.keys(WRAPPED) as (keyof typeof WRAPPED)[];

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidImageError) return error.code;
    throw error;
  }
  return undefined;
}

describe.each(FORMATS)('%s', (format) => {
  it('is recognised, and gives the image', () => {
    const { format: found, image: inside } = unwrapImage(WRAPPED[format]);
    expect(found).toBe(format);
    expect(Buffer.from(inside).equals(image)).toBe(true);
  });

  it('is read as the drive that is in it, from any source, and says where it was', async () => {
    const notice = format === 'iso' ? [] : ['notice drive-unwrapped at the input'];
    const bytes = WRAPPED[format];
    const source = {
      byteLength: bytes.byteLength,
      read: (at: number, length: number) => bytes.subarray(at, at + length),
    };
    for (const drive of [
      readConfigDriveSync(bytes),
      await readConfigDrive(source),
      await readConfigDrive(new Blob([bytes.slice()])),
    ]) {
      expect(drive.label).toBe('config-2');
      expect(issuesOf(drive)).toEqual(notice);
    }
  });
});

describe.each(FORMATS.filter((format) => format !== 'iso'))('%s, a wrapping', (format) => {
  it('that is cut is refused, and its content not quoted', () => {
    const cut = WRAPPED[format].subarray(0, WRAPPED[format].byteLength - 5);
    expect(codeOf(() => readConfigDriveSync(cut))).toBe('wrapping-broken');
  });

  it('of an image over the limit is refused', () => {
    const limits = { imageByteLength: 2048 };
    expect(codeOf(() => readConfigDriveSync(WRAPPED[format], { limits }))).toMatch(/too-large|limit/);
  });
});

it('base64 may have line breaks, and blanks around it', () => {
  const lines = utf8Text(WRAPPED['gzip-base64']).replace(/.{76}/g, '$&\r\n');
  expect(unwrapImage(utf8Bytes(`\n${lines}\n`)).format).toBe('gzip-base64');
});

it('a gzip that holds terabytes is left at the limit', () => {
  const bomb = gzipped(new Uint8Array(8 * 1024 * 1024));
  expect(codeOf(() => unwrapImage(bomb, { imageByteLength: 1024 * 1024 }))).toBe('wrapping-too-large');
});

it('a gzip that is damaged in one bit is refused', () => {
  const damaged = gzipped(image);
  for (const at of [20, damaged.byteLength >> 1, damaged.byteLength - 6]) {
    const copy = damaged.slice();
    copy[at] = (copy[at] ?? 0) ^ 4;
    expect(codeOf(() => unwrapImage(copy))).toBe('wrapping-broken');
  }
});

it('an image whose first bytes look like text is an image', () => {
  const dressed = image.slice();
  dressed.fill(0x41, 0, 32_768);
  expect(unwrapImage(dressed).format).toBe('iso');
});

describe('the agent command', () => {
  it('has CloudStack’s members, under the name of its class', () => {
    const destStore = { 'com.cloud.agent.api.to.NfsTO': { _role: 'Image', _url: 'nfs://10.0.0.1/secondary' } };
    const text = agentCommandText({ ...command, destStore, preferHostCache: true });
    expect(JSON.parse(text)).toEqual([
      {
        'com.cloud.agent.api.HandleConfigDriveIsoCommand': {
          isoFile: 'configdrive/i-2-10-VM.iso',
          isoData: encodeBase64(image),
          destStore,
          create: true,
          useHostCacheOnUnsupportedPool: false,
          preferHostCache: true,
          wait: 0,
          bypassHostMaintenance: false,
        },
      },
    ]);
    expect(readAgentCommand(text)).toMatchObject({
      isoFile: command.isoFile,
      create: true,
      destStore,
      preferHostCache: true,
    });
  });

  it('may remove a drive, and then holds none', () => {
    const text = agentCommandText({ isoFile: command.isoFile, create: false });
    expect(readAgentCommand(text)).toMatchObject({ create: false, image: undefined });
    expect(codeOf(() => unwrapImage(utf8Bytes(text)))).toBe('wrapping-broken');
  });

  it.each([
    '{"com.cloud.agent.api.HandleConfigDriveIsoCommand":{"isoFile":"configdrive/x.iso","create":"false","wait":"0"}}',
    ' {"isoFile":"configdrive/x.iso","create":false}',
  ])('is read as logs and callers have it, too: %s', (text) => {
    expect(readAgentCommand(text)).toMatchObject({ isoFile: 'configdrive/x.iso', create: false });
  });

  it.each([
    '[]',
    '[{},{}]',
    '{}',
    'null',
    '{"isoFile":5}',
    '{"isoFile":"x","isoData":"?"}',
    '{"isoFile":"x","isoData":5}',
    '{',
  ])('is not %s', (text) => expect(codeOf(() => readAgentCommand(text))).toBe('wrapping-broken'));

  it('that does not fit together is refused', () => {
    expect(refusalsOf(() => agentCommandText({ ...command, create: false }))).toEqual([
      'agent-command-invalid at image',
    ]);
    expect(refusalsOf(() => agentCommandText({ ...command, image: undefined }))).toEqual([
      'agent-command-invalid at image',
    ]);
    expect(refusalsOf(() => agentCommandText({ ...command, destStore: { a: new Date(0) } }))).toEqual([
      'agent-command-invalid at destStore',
    ]);
    expect(refusalsOf(() => isoFileOf('../x'))).toEqual(['name-unsafe at instanceName']);
  });
});
