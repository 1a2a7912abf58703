/** The ledger of passwords: what is known after a restart, a cut and a damage. */
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issue } from '@configdrive/issues';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { memoryLedger, openPasswordLedger, type PasswordLedger } from './ledger.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ledger-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const path = (): string => join(directory, 'state/passwords.ledger');
const open = (onIssue?: (issue: Issue) => void): Promise<PasswordLedger> =>
  openPasswordLedger(join(directory, 'state'), { onIssue });

async function reopened(ledger: PasswordLedger): Promise<PasswordLedger> {
  await ledger.close();
  return open();
}

it.each([
  ['in memory', async () => memoryLedger()],
  ['on a disk', open],
] as const)('a version is taken when it was handed out and acknowledged, and no other (%s)', async (_, make) => {
  const ledger = await make();
  const [first, second] = [ledger.versionOf('vm', 'one'), ledger.versionOf('vm', 'two')];
  expect(first).not.toBe(second);
  expect(first).toBe(ledger.versionOf('vm', 'one'));
  expect(ledger.versionOf('vm', 'one')).not.toBe(ledger.versionOf('v', 'mone'));
  await ledger.acknowledged('vm');
  expect(ledger.isTaken('vm', first)).toBe(false);
  await ledger.fetched('vm', first);
  expect(ledger.isTaken('vm', first)).toBe(false);
  await ledger.acknowledged('vm');
  expect(ledger.isTaken('vm', first)).toBe(true);
  expect(ledger.isTaken('vm', second)).toBe(false);
  expect(ledger.isTaken('other', first)).toBe(false);
  // Set back to the one of before the last: a reset is a reset.
  await ledger.fetched('vm', second);
  await ledger.acknowledged('vm');
  expect(ledger.isTaken('vm', first)).toBe(false);
  await ledger.close();
});

it('what is kept is known after a restart, under the same secret, in private files that hold no password', async () => {
  let ledger = await open();
  const version = ledger.versionOf('vm', 'Secret-1');
  await ledger.fetched('vm', version);
  ledger = await reopened(ledger);
  expect(ledger.versionOf('vm', 'Secret-1')).toBe(version);
  await ledger.acknowledged('vm');
  ledger = await reopened(ledger);
  expect(ledger.isTaken('vm', version)).toBe(true);
  await ledger.close();
  for (const name of readdirSync(join(directory, 'state'))) {
    expect(statSync(join(directory, 'state', name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, 'state', name), 'latin1')).not.toContain('Secret-1');
  }
});

it('a ledger that ends anywhere is opened, and what was promised before is known', async () => {
  const ledger = await open();
  await ledger.fetched('a', ledger.versionOf('a', 'x'));
  await ledger.acknowledged('a');
  const kept = readFileSync(path()).byteLength;
  await ledger.fetched('b', ledger.versionOf('b', 'x'));
  await ledger.acknowledged('b');
  await ledger.close();
  const whole = readFileSync(path());
  for (let length = kept; length <= whole.byteLength; length++) {
    writeFileSync(path(), whole.subarray(0, length));
    const issues: Issue[] = [];
    let cut = await open((issue) => issues.push(issue));
    expect(cut.isTaken('a', cut.versionOf('a', 'x'))).toBe(true);
    await cut.fetched('c', 'version');
    cut = await reopened(cut);
    await cut.acknowledged('c');
    expect(cut.isTaken('c', 'version')).toBe(true);
    await cut.close();
    expect(issues).toEqual([]);
  }
});

it('a damaged line is told and skipped, and those behind it count', async () => {
  const ledger = await open();
  for (const name of ['a', 'b', 'c']) {
    await ledger.fetched(name, 'version');
    await ledger.acknowledged(name);
  }
  await ledger.close();
  const lines = readFileSync(path(), 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes('"b","taken"'));
  lines[at] = lines[at]?.replace('taken', 'takes') ?? '';
  writeFileSync(path(), lines.join('\n'));
  const issues: Issue[] = [];
  const found = await open((issue) => issues.push(issue));
  expect(issues).toMatchObject([{ code: 'ledger-damaged', severity: 'error' }]);
  expect(['a', 'b', 'c'].map((name) => found.isTaken(name, 'version'))).toEqual([true, false, true]);
  await found.close();
});

it('what is no ledger is refused, and left as it is', async () => {
  const ledger = await open();
  await ledger.close();
  writeFileSync(path(), 'a diary\nof somebody\n');
  await expect(open()).rejects.toMatchObject({ issues: [{ code: 'ledger-invalid' }] });
  expect(readFileSync(path(), 'utf8')).toBe('a diary\nof somebody\n');
  // And it is not locked.
  truncateSync(path());
  await (await open()).close();
});

it('one process has it at a time', async () => {
  const ledger = await open();
  await expect(open()).rejects.toMatchObject({ name: 'StorageError', code: 'busy' });
  await ledger.close();
  await (await open()).close();
});

it('lines that count no more are left out when it is opened', async () => {
  const ledger = await open();
  for (let count = 0; count < 50; count++) await ledger.fetched('vm', `version-${count}`);
  await ledger.acknowledged('vm');
  await ledger.close();
  const long = readFileSync(path(), 'utf8');
  appendFileSync(path(), long.slice(long.indexOf('\n') + 1).repeat(400));
  const again = await open();
  expect(again.isTaken('vm', 'version-49')).toBe(true);
  await again.close();
  expect(readFileSync(path(), 'utf8').trimEnd().split('\n').length).toBeLessThan(6);
  const once = await open();
  expect(once.isTaken('vm', 'version-49')).toBe(true);
  await once.close();
});

it('events that come together are all kept', async () => {
  let ledger = await open();
  const names = Array.from({ length: 500 }, (_, index) => `vm-${index}`);
  await Promise.all(names.map((name) => ledger.fetched(name, 'version')));
  await Promise.all(names.map((name) => ledger.acknowledged(name)));
  ledger = await reopened(ledger);
  expect(names.filter((name) => !ledger.isTaken(name, 'version'))).toEqual([]);
  await ledger.close();
});

it('a ledger that is closed promises nothing any more', async () => {
  const ledger = await open();
  await ledger.close();
  await expect(ledger.fetched('vm', 'version')).rejects.toThrow();
});
