/** Machines of a source: what is new is served as one, what cannot be read goes on being served, what is gone is gone. */
import { type ConfigDrive, type Machine, parseMachine } from '@configdrive/core';
import { InvalidImageError, type Issue } from '@configdrive/issues';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultServiceLimits } from '../limits.ts';
import { memorySource } from './memory-source.ts';
import { loadGuests, Roster } from './roster.ts';
import type { DriveSource } from './source.ts';

const machine = (address: string, role: string): Machine =>
  parseMachine({
    vmData: [
      ['metadata', 'vm-id', `id-${role}`],
      ['metadata', 'local-ipv4', address],
      ['metadata', 'role', role],
    ],
  });

const rosters: Roster[] = [];
afterEach(() => {
  for (const roster of rosters.splice(0)) roster.close();
});

function rosterOf(source: DriveSource, onIssue?: (issue: Issue) => void): Roster {
  const roster = new Roster({ source, form: 'cloudstack', limits: defaultServiceLimits, onIssue });
  rosters.push(roster);
  return roster;
}

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString();

const roleAt = (roster: Roster, address: string): string | undefined =>
  textOf(roster.at(address)?.answers.get('/latest/meta-data/role')?.bytes);

const codes = (issues: readonly Issue[]): readonly string[] => issues.map(({ code }) => code);

describe('a roster', () => {
  it('serves what its source has, and within a moment what it has then', async () => {
    const source = memorySource([['a', machine('10.1.1.5', 'web')]]);
    const roster = rosterOf(source);
    await roster.start();
    expect(roleAt(roster, '10.1.1.5')).toBe('web');
    source.set('a', machine('10.1.1.5', 'db'));
    await expect.poll(() => roleAt(roster, '10.1.1.5')).toBe('db');
    source.delete('a');
    await expect.poll(() => roster.at('10.1.1.5')).toBeUndefined();
  });

  it('has nothing left of the machine that had an address before', async () => {
    const source = memorySource([['a', machine('10.1.1.5', 'web')]]);
    const roster = rosterOf(source);
    await roster.load();
    source.delete('a');
    source.set(
      'b',
      parseMachine({
        vmData: [
          ['metadata', 'vm-id', 'b'],
          ['metadata', 'local-ipv4', '10.1.1.5'],
        ],
      }),
    );
    await roster.load();
    expect(roster.at('10.1.1.5')?.name).toBe('b');
    expect(roleAt(roster, '10.1.1.5')).toBeUndefined();
    expect(textOf(roster.at('10.1.1.5')?.answers.get('/latest/meta-data')?.bytes)).toBe('local-ipv4\nvm-id\n');
  });

  it('answers neither of two machines with one address, and both when one of them has another', async () => {
    const issues: Issue[] = [];
    const source = memorySource([
      ['a', machine('10.1.1.5', 'web')],
      ['b', machine('10.1.1.5', 'db')],
      ['c', machine('10.1.1.6', 'ok')],
    ]);
    const roster = rosterOf(source, (issue) => issues.push(issue));
    await roster.load();
    expect([roleAt(roster, '10.1.1.5'), roleAt(roster, '10.1.1.6')]).toEqual([undefined, 'ok']);
    expect(issues.map(({ code, message }) => [code, message])).toEqual([
      ['guests-share-address', 'a, b have 10.1.1.5: none of them gets an answer'],
    ]);
    source.set('b', machine('10.1.1.7', 'db'));
    await roster.load();
    expect([roleAt(roster, '10.1.1.5'), roleAt(roster, '10.1.1.7')]).toEqual(['web', 'db']);
    expect(roster.issues).toEqual([]);
    // What comes back is told again.
    source.set('b', machine('10.1.1.5', 'db'));
    await roster.load();
    expect(codes(issues)).toEqual(['guests-share-address', 'guests-share-address']);
  });

  it('goes on with a machine that cannot be read any more, says so once, and takes it when it can', async () => {
    const issues: Issue[] = [];
    let isBroken: Error | undefined;
    let version = 0;
    const source: DriveSource = {
      label: 'test',
      async *list() {
        yield { name: 'a', version: String(version) };
      },
      read: async (): Promise<ConfigDrive | Machine> => {
        if (isBroken !== undefined) throw isBroken;
        return machine('10.1.1.5', `role-${version}`);
      },
    };
    const roster = rosterOf(source, (issue) => issues.push(issue));
    await roster.load();
    version = 1;
    for (const fault of [
      new InvalidImageError([{ code: 'not-an-image', severity: 'error', place: [], message: 'is no image' }]),
      Object.assign(new Error('secret text'), { code: 'EIO' }),
    ]) {
      isBroken = fault;
      await roster.load();
      expect(roleAt(roster, '10.1.1.5')).toBe('role-0');
      expect(codes(roster.issues)).toEqual(['guest-unreadable']);
      expect(JSON.stringify(roster.issues)).not.toContain('secret');
    }
    expect(codes(issues)).toEqual(['guest-unreadable']);
    isBroken = undefined;
    await roster.load();
    expect(roleAt(roster, '10.1.1.5')).toBe('role-1');
    expect(roster.issues).toEqual([]);
  });

  it('goes on with all of them while the source is away', async () => {
    let isAway = false;
    const source: DriveSource = {
      ...memorySource([['a', machine('10.1.1.5', 'web')]]),
      label: '/mnt/gone',
      async *list() {
        if (isAway) throw Object.assign(new Error('gone'), { code: 'ESTALE' });
        yield { name: 'a', version: '0' };
      },
    };
    const roster = rosterOf(source);
    await roster.load();
    isAway = true;
    await roster.load();
    expect(roleAt(roster, '10.1.1.5')).toBe('web');
    expect(roster.issues).toMatchObject([
      { code: 'guest-unreadable', place: ['/mnt/gone'], message: 'cannot be read: ESTALE' },
    ]);
    isAway = false;
    await roster.load();
    expect(roster.issues).toEqual([]);
  });

  it('says of a machine that nobody can ask for it, and of a drive without the files of the form', async () => {
    const source = memorySource([
      ['a', parseMachine({ vmData: [['metadata', 'vm-id', 'a']] })],
      ['b', machine('10.1.1.5', 'web')],
    ]);
    const loaded = await loadGuests(source, { form: 'cloudstack' });
    expect(codes(loaded.issues)).toEqual(['guest-unaddressed']);
    expect(loaded.guests.map(({ name, addresses }) => [name, addresses])).toEqual([
      ['a', []],
      ['b', ['10.1.1.5']],
    ]);
    const told = await loadGuests(source, { form: 'cloudstack', addresses: ['10.9.9.9'] });
    expect(codes(told.issues)).toEqual(['guests-share-address']);
  });

  it('goes on with a machine whose file was replaced while the files were listed', async () => {
    let [isListed, isThere, role] = [true, true, 'first'];
    const roster = rosterOf({
      label: 'test',
      async *list() {
        yield { name: 'b', version: '0' };
        if (isListed) yield { name: 'a', version: role };
      },
      read: async (name) => {
        if (name === 'b') return machine('10.1.1.6', 'other');
        return isThere ? machine('10.1.1.5', role) : undefined;
      },
    });
    await roster.load();
    [isListed, role] = [false, 'second'];
    await roster.load();
    expect(roleAt(roster, '10.1.1.5')).toBe('second');
    isListed = true;
    await roster.load();
    expect(roleAt(roster, '10.1.1.5')).toBe('second');
    [isListed, isThere] = [false, false];
    await roster.load();
    expect(roster.at('10.1.1.5')).toBeUndefined();
  });

  it('looks again when something changes while it looks', async () => {
    let role = 'first';
    let looks = 0;
    const roster = rosterOf({
      label: 'test',
      async *list() {
        looks += 1;
        yield { name: 'a', version: role };
      },
      read: async () => {
        const now = role;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return machine('10.1.1.5', now);
      },
    });
    const first = roster.load();
    role = 'second';
    await Promise.all([first, roster.load()]);
    expect(looks).toBe(2);
    expect(roleAt(roster, '10.1.1.5')).toBe('second');
  });
});
