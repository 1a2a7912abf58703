/** Who is gone, by what the kernel says: with kernels, machines and file systems that this one is not. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProcessIdentity } from './process-identity.ts';

interface World {
  readonly files: Record<string, string | undefined>;
  readonly links: Record<string, string | undefined>;
  fileSystemType: number | undefined;
  /** Of what the boot id is read from. */
  bootIdFileSystem: number;
  /** When the file of the other process changed last, in seconds. */
  touched: number | undefined;
}

const { world } = vi.hoisted(() => {
  const start: World = { files: {}, links: {}, fileSystemType: undefined, bootIdFileSystem: 0, touched: undefined };
  return { world: start };
});

vi.mock('node:fs', () => {
  const found = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('nothing there');
    return value;
  };
  return {
    readFileSync: (path: string, encoding: string) => {
      if (encoding !== 'utf8') throw new Error('wanted as text');
      return found(world.files[path]);
    },
    readlinkSync: (path: string) => found(world.links[path]),
    statfsSync: (path: string) => ({ type: path === '/drives' ? found(world.fileSystemType) : world.bootIdFileSystem }),
    lstatSync: (path: string) => {
      if (path !== '/drives/a.draft') throw new Error('another file');
      return { mtimeMs: found(world.touched) * 1000 };
    },
  };
});

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const MACHINE_ID = '/etc/machine-id';
const EXT4 = 0xef53;
const PROC = 0x9fa0;
const BOOTED = 1_700_000_000;
const NFS = 0x6969;
const DEAD_ID = 4_000_001;
const START = '7777';

/** `/proc/<pid>/stat`, with a name that looks like the end of one. */
const statOf = (state: string, start: string): string =>
  `1 (a) b) ${[state, ...Array.from({ length: 18 }, (_, index) => String(index)), start, 'rest'].join(' ')}\n`;

beforeEach(() => {
  vi.resetModules();
  for (const each of [world.files, world.links]) for (const name of Object.keys(each)) delete each[name];
  Object.assign(world.files, {
    [BOOT_ID]: '5e1f-boot\n',
    [MACHINE_ID]: 'cafe-machine\n',
    '/proc/stat': `cpu 1 2\nbtime ${BOOTED}\nprocesses 9\n`,
    [`/proc/${process.pid}/stat`]: statOf('S', START),
  });
  Object.assign(world.links, { '/proc/self/ns/pid': 'pid:[1]', '/proc/self/ns/time': 'time:[2]' });
  Object.assign(world, { fileSystemType: EXT4, bootIdFileSystem: PROC, touched: BOOTED - 60 });
});

const load = () => import('./process-identity.ts');

/** What this process would be called now. */
async function nameNow(): Promise<string> {
  vi.resetModules();
  return (await load()).ownIdentity();
}

async function selfNow(): Promise<ProcessIdentity> {
  const { identityOf, ownIdentity } = await load();
  const own = identityOf(ownIdentity());
  if (own === undefined) throw new Error('unknown');
  return own;
}

/** Whether somebody is dead to this process who differs from it in this. */
async function isDeadWith(changes: Partial<ProcessIdentity>): Promise<boolean> {
  const own = await selfNow();
  return (await load()).isGone({ ...own, ...changes }, '/drives', 'a.draft');
}

describe.runIf(process.platform === 'linux')('the name of a process', () => {
  it('says machine, boot and namespaces in digests, its id and its start in numbers', async () => {
    const { PROCESS_PATTERN, identityOf, ownIdentity } = await load();
    const name = ownIdentity();
    expect(name).toMatch(new RegExp(`^(?:${PROCESS_PATTERN})$`));
    expect(name).toMatch(new RegExp(`^[0-9a-f]{8}\\.[0-9a-f]{8}\\.[0-9a-f]{8}\\.${process.pid}\\.${START}$`));
    const [machine, boot, scope] = name.split('.');
    expect(identityOf(name)).toEqual({ machine, boot, scope, pid: process.pid, start: START });
    expect(new Set([machine, boot, scope]).size).toBe(3);
    expect(identityOf('unknown')).toBeUndefined();
  });

  it('is the same however often it is asked for', async () => {
    const { ownIdentity } = await load();
    const before = ownIdentity();
    world.files[BOOT_ID] = 'another';
    expect(ownIdentity()).toBe(before);
  });

  it.each([
    ['boot', () => (world.files[BOOT_ID] = 'another'), [true, false, false]],
    ['machine', () => (world.files[MACHINE_ID] = 'another'), [false, true, true]],
    ['pid namespace', () => (world.links['/proc/self/ns/pid'] = 'pid:[9]'), [true, true, false]],
    ['time namespace', () => (world.links['/proc/self/ns/time'] = 'time:[9]'), [true, true, false]],
  ])('differs with the %s', async (_what, change, kept) => {
    const before = (await nameNow()).split('.');
    change();
    const after = (await nameNow()).split('.');
    expect(after.slice(0, 3).map((part, index) => part === before[index])).toEqual(kept);
    expect(after.slice(3)).toEqual(before.slice(3));
  });

  it('does not depend on the line ends of what the kernel says', async () => {
    const before = await nameNow();
    Object.assign(world.files, { [BOOT_ID]: '5e1f-boot', [MACHINE_ID]: ' cafe-machine \n\n' });
    expect(await nameNow()).toBe(before);
  });

  it('has zeros for a machine without an id', async () => {
    for (const id of [undefined, '', '\n']) {
      world.files[MACHINE_ID] = id;
      expect((await nameNow()).split('.')[0]).toBe('00000000');
    }
  });

  it('is known on a kernel without time namespaces', async () => {
    world.links['/proc/self/ns/time'] = undefined;
    expect(await nameNow()).toMatch(/\.7777$/);
  });

  it.each([
    ['its start', () => (world.files[`/proc/${process.pid}/stat`] = undefined)],
    ['a whole line of it', () => (world.files[`/proc/${process.pid}/stat`] = '1 (node) S 1 2')],
    ['the boot', () => (world.files[BOOT_ID] = undefined)],
    ['the pid namespace', () => (world.links['/proc/self/ns/pid'] = undefined)],
  ])('is unknown without %s', async (_what, change) => {
    change();
    expect(await nameNow()).toBe('unknown');
  });
});

describe.runIf(process.platform === 'linux')('a process', () => {
  it('is alive when it is this one, and nobody is dead who is unknown', async () => {
    expect(await isDeadWith({})).toBe(false);
    const { isGone } = await load();
    expect(isGone(undefined, '/drives', 'a.draft')).toBe(false);
  });

  it('is never dead to somebody who does not know himself', async () => {
    const own = await selfNow();
    world.files[BOOT_ID] = undefined;
    vi.resetModules();
    expect((await load()).isGone({ ...own, pid: DEAD_ID }, '/drives', 'a.draft')).toBe(false);
  });

  it('is dead when there is none of that number', async () => {
    expect(await isDeadWith({ pid: DEAD_ID })).toBe(true);
  });

  it('is not known to be dead in another namespace', async () => {
    expect(await isDeadWith({ pid: DEAD_ID, scope: '00000001' })).toBe(false);
  });

  it('is dead when its number is another process by now', async () => {
    expect(await isDeadWith({ start: '1' })).toBe(true);
  });

  it.each(['Z', 'X', 'x'])('is dead when it is over and nobody has asked how it ended (%s)', async (state) => {
    const own = await selfNow();
    world.files[`/proc/${process.pid}/stat`] = statOf(state, START);
    expect((await load()).isGone(own, '/drives', 'a.draft')).toBe(true);
  });

  it.each(['R', 'S', 'D', 'T'])('is alive in state %s', async (state) => {
    const own = await selfNow();
    world.files[`/proc/${process.pid}/stat`] = statOf(state, START);
    expect((await load()).isGone(own, '/drives', 'a.draft')).toBe(false);
  });

  it('is alive when the kernel hides it', async () => {
    const own = await selfNow();
    world.files[`/proc/${process.pid}/stat`] = undefined;
    expect((await load()).isGone(own, '/drives', 'a.draft')).toBe(false);
  });

  it('is alive when it is somebody else’s', async () => {
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('not yours'), { code: 'EPERM' });
    });
    expect(await isDeadWith({ pid: DEAD_ID })).toBe(false);
    expect(kill).toHaveBeenCalledWith(DEAD_ID, 0);
    kill.mockRestore();
  });
});

describe.runIf(process.platform === 'linux')('a process of an earlier boot', () => {
  const earlier = { boot: '00000001', scope: '00000002', start: '1' };

  it.each([0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0xf2f5_2010, 0x2fc1_2fc1])(
    'is dead when the machine is this one and the disk its own (file system %i)',
    async (type) => {
      world.fileSystemType = type;
      expect(await isDeadWith(earlier)).toBe(true);
    },
  );

  it('is not known to be dead on a network file system, or on one that does not answer', async () => {
    for (const type of [NFS, undefined]) {
      world.fileSystemType = type;
      expect(await isDeadWith(earlier)).toBe(false);
    }
  });

  it.each([
    ['its file was touched since this boot', () => (world.touched = BOOTED + 1)],
    ['its file was touched in the second of this boot', () => (world.touched = BOOTED)],
    ['its file is not there', () => (world.touched = undefined)],
    ['nobody says when this boot was', () => (world.files['/proc/stat'] = 'cpu 1 2')],
  ])('is not known to be dead when %s', async (_what, change) => {
    change();
    expect(await isDeadWith(earlier)).toBe(false);
  });

  it('is not known to be dead by who has a boot id of its container, and shares the machine’s id', async () => {
    world.bootIdFileSystem = EXT4;
    vi.resetModules();
    expect((await selfNow()).machine).toBe('00000000');
    expect(await isDeadWith(earlier)).toBe(false);
  });

  it('is not known to be dead when it has a boot id of its container', async () => {
    expect(await isDeadWith({ ...earlier, machine: '00000000' })).toBe(false);
  });

  it('is not known to be dead on another machine, or where no machine has an id', async () => {
    expect(await isDeadWith({ ...earlier, machine: '00000009' })).toBe(false);
    world.files[MACHINE_ID] = undefined;
    vi.resetModules();
    expect(await isDeadWith(earlier)).toBe(false);
  });
});
