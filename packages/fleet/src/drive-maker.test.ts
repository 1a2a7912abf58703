import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriveCheck } from '@configdrive/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { driveMakerOf, failureOf, type Made } from './drive-maker.ts';
import { FingerprintMap, fingerprintInHex, newKey } from './fingerprints.ts';
import type { Task } from './results.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'drive-maker-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const key = newKey();
const taskWith = (others: Partial<Task> = {}): Task => ({
  directory,
  timestamp: new Date('2026-07-01T00:00:00Z'),
  building: {},
  force: false,
  mode: undefined,
  group: undefined,
  allowSharedDirectory: false,
  durable: false,
  filesFrom: undefined,
  key,
  finished: undefined,
  stop: new SharedArrayBuffer(4),
  ...others,
});

const machine = (others: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  instanceName: 'i-2-3-VM',
  vmData: [['metadata', 'vm-id', '3']],
  ...others,
});

/** What a thread with this task makes of the third line of its input. */
async function made(input: unknown, task: Task = taskWith(), check?: DriveCheck): Promise<Made> {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const { instanceName } = { instanceName: undefined, ...(typeof input === 'object' ? input : {}) };
  const bytes = Buffer.from(text);
  return driveMakerOf(task, check)({ line: 3, instanceName, byteLength: bytes.byteLength }, bytes);
}

const path = (): string => join(directory, 'i-2-3-VM.iso');

/** A journal of an earlier run as its threads get it. */
function finishedWith(record: string): SharedArrayBuffer {
  const finished = new FingerprintMap();
  if (record !== '') finished.set(fingerprintInHex(record.slice(0, 16)), fingerprintInHex(record.slice(16)));
  return finished.memory;
}

const codesOf = ({ result }: Made): readonly string[] =>
  result.status === 'unchanged' ? [] : result.issues.map(({ code }) => code);

describe('a line of a machine', () => {
  it('becomes an image, and a record of name and input', async () => {
    const { result, record } = await made(machine());
    expect(result).toMatchObject({ status: 'built', line: 3, instanceName: 'i-2-3-VM', path: path() });
    expect(result).toHaveProperty('byteLength', statSync(path()).size);
    expect(record).toMatch(/^[0-9a-f]{32}\n$/);
  });

  it('is unchanged where the journal knows it and its image is there', async () => {
    const { record } = await made(machine());
    const finished = finishedWith(record);
    expect(await made(machine(), taskWith({ finished }))).toMatchObject({
      result: { status: 'unchanged' },
      record: '',
    });
    rmSync(path());
    expect((await made(machine(), taskWith({ finished }))).result.status).toBe('built');
  });

  it('is built again where another option decides what is on the drive', async () => {
    const { record } = await made(machine());
    const task = taskWith({ finished: finishedWith(record), force: true, building: { label: 'CONFIG-2' } });
    expect((await made(machine(), task)).result.status).toBe('built');
  });

  it('is unchanged, and written down, where a run that was killed had put its image in place', async () => {
    await made(machine());
    const again = await made(machine(), taskWith({ finished: finishedWith('') }));
    expect(again.result.status).toBe('unchanged');
    expect(again.record).toMatch(/^[0-9a-f]{32}\n$/);
  });

  it('takes its user data from a file where files are allowed', async () => {
    writeFileSync(join(directory, 'script'), '#!/bin/sh\n');
    const { result } = await made(machine({ userDataFile: 'script' }), taskWith({ filesFrom: directory }));
    expect(result.status).toBe('built');
    expect(readFileSync(path(), 'latin1')).toContain('#!/bin/sh\n');
  });

  it('is asked about by the check, whose findings go with it', async () => {
    const check: DriveCheck = () => [
      { code: 'odd', severity: 'error', place: ['openstack/latest/user_data'], message: 'is odd' },
    ];
    expect(codesOf(await made(machine(), taskWith(), check))).toEqual(['network-data-absent', 'odd']);
    const strict = await made(machine(), taskWith({ building: { strict: true }, force: true }), check);
    expect(strict.result).toMatchObject({ status: 'failed', fault: 'input' });
  });
});

describe('a line that fails', () => {
  it.each([
    ['is no JSON', '{"instanceName":', ['input-not-json']],
    ['is a list', '[1]', ['instance-name-missing', 'wrong-type']],
    ['has no name', { vmData: [] }, ['instance-name-missing', 'uuid-missing']],
    ['names a file where none may be', machine({ userDataFile: 'x' }), ['files-not-allowed']],
    [
      'names a file beside user data',
      machine({ userDataFile: 'x', userData: 'y' }),
      ['files-not-allowed', 'user-data-twice'],
    ],
  ])('where it %s, with all its problems', async (_, input, codes) => {
    const failed = await made(input);
    expect(failed.result).toMatchObject({ status: 'failed', fault: 'input', line: 3, endsBatch: false });
    expect(codesOf(failed)).toEqual(codes);
    expect(failed.record).toBe('');
  });

  it('says where in its line a problem is', async () => {
    const input = machine({ nics: [{ mac: 'x' }] });
    const { result } = await made(input);
    const column = JSON.stringify(input).indexOf('"x"') + 1;
    expect(result).toMatchObject({ issues: [expect.objectContaining({ at: { line: 3, column, length: 3 } })] });
  });

  it('that is not UTF-8 is told of as such', async () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    const { result } = await driveMakerOf(taskWith(), undefined)({ line: 1, instanceName: 'a', byteLength: 3 }, bytes);
    expect(result).toMatchObject({ fault: 'input', issues: [expect.objectContaining({ code: 'input-not-utf8' })] });
  });

  it('leaves an image alone that is there already', async () => {
    writeFileSync(path(), 'another');
    expect((await made(machine())).result).toMatchObject({ fault: 'storage', endsBatch: false });
    expect(readFileSync(path(), 'utf8')).toBe('another');
  });

  it('for a path that is a directory ends no batch, for a directory that is gone does', async () => {
    mkdirSync(path());
    expect((await made(machine(), taskWith({ force: true }))).result).toMatchObject({
      fault: 'storage',
      endsBatch: false,
    });
    rmSync(directory, { recursive: true });
    expect((await made(machine())).result).toMatchObject({ fault: 'storage', endsBatch: true });
  });

  it('for a file of user data that is missing ends no batch', async () => {
    const failed = await made(machine({ userDataFile: 'none' }), taskWith({ filesFrom: directory }));
    expect(failed.result).toMatchObject({ status: 'failed', fault: 'storage', endsBatch: false });
  });

  it('for a reason nobody thought of is a bug of ours, and tells nothing of it', () => {
    const failed = failureOf({ line: 3, instanceName: 'a' }, new TypeError('secret text'));
    expect(failed).toMatchObject({ fault: 'internal', issues: [{ code: 'internal' }] });
    expect(JSON.stringify(failed)).not.toContain('secret text');
  });
});
