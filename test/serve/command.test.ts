/** `configdrive serve` as a process: who would get what, how it starts and ends, what it refuses. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConfigDrive } from '@configdrive/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtBin, configdrive } from '../cli/command.ts';
import { inputOf, timestamp, type Wanted } from './machines.ts';
import { ask, bodyOf, statusOf } from './raw.ts';

const directory = mkdtempSync(join(tmpdir(), 'serve-'));
const path = (...parts: readonly string[]): string => join(directory, ...parts);
const drives = path('drives');
const running = new Set<ChildProcess>();

const put = (name: string, wanted: Wanted, folder = drives): void => {
  const { bytes } = buildConfigDrive(inputOf(name, wanted), { timestamp });
  writeFileSync(join(folder, `${name}.draft`), bytes);
  renameSync(join(folder, `${name}.draft`), join(folder, `${name}.iso`));
};

beforeAll(() => {
  mkdirSync(drives);
  put('i-2-10-VM', { address: '127.0.0.5', password: 'Secret-1', userData: '#!/bin/sh\n' });
  put('i-2-11-VM', { address: '127.0.0.6' });
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly line: string;
  /** By what is listened for: `cloudstack`, `passwords`, `metrics`. */
  readonly ports: Readonly<Record<string, number>>;
  readonly told: () => string;
  readonly ended: Promise<number | null>;
}

function started(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const child = spawn(process.execPath, [builtBin(), 'serve', ...args], {
    cwd: directory,
    env: { ...process.env, ...env },
  });
  running.add(child);
  let [out, told] = ['', ''];
  child.stderr.on('data', (data) => {
    told += data;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`ended with ${code}: ${told}`)));
    child.stdout.on('data', (data) => {
      out += data;
      if (!out.includes('\n')) return;
      const ports = Object.fromEntries(
        Array.from(out.matchAll(/:([0-9]+) \(([a-z0-9]+)\)/g), ([, port, kind]) => [kind, Number(port)]),
      );
      resolve({ child, line: out.trimEnd(), ports, told: () => told, ended });
    });
  });
}

const free = ['--listen', '127.0.0.1:0'];

describe('a service', () => {
  it('says that it is ready, answers, sees what is new, and ends well when it is told to', async () => {
    const words = [
      '--password-listen',
      '127.0.0.1:0',
      '--metrics',
      '127.0.0.1:0',
      '--state',
      path('state'),
      '--log',
      'json',
    ];
    const { child, line, ports, told, ended } = await started(['--drives', drives, ...free, ...words]);
    expect(line).toMatch(
      /^127\.0\.0\.1:[0-9]+ \(metrics\), 127\.0\.0\.1:[0-9]+ \(cloudstack\), 127\.0\.0\.1:[0-9]+ \(passwords\): 2 guests, ready$/,
    );
    const port = ports.cloudstack!;
    const hostAt = async (source: string): Promise<string> =>
      bodyOf(await ask('GET', '/latest/local-hostname', { port, source }));
    expect([await hostAt('127.0.0.5'), await hostAt('127.0.0.6')]).toEqual(['i-2-10-vm', 'i-2-11-vm']);
    const password = (): Promise<string> =>
      ask('GET', '/', { port: ports.passwords!, source: '127.0.0.5' }, ['DomU_Request: send_my_password']);
    expect(bodyOf(await password())).toBe('Secret-1');
    expect(bodyOf(await ask('GET', '/readyz', { port: ports.metrics! }))).toBe('ready\n');

    const before = performance.now();
    put('i-2-12-VM', { address: '127.0.0.7' });
    await expect.poll(() => hostAt('127.0.0.7'), { interval: 20, timeout: 10_000 }).toBe('i-2-12-vm');
    expect(performance.now() - before).toBeLessThan(10_000);
    rmSync(join(drives, 'i-2-12-VM.iso'));
    await expect.poll(() => hostAt('127.0.0.7'), { interval: 20, timeout: 10_000 }).toBe('not found\n');
    child.kill('SIGHUP');
    expect(await hostAt('127.0.0.5')).toBe('i-2-10-vm');

    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const events = told()
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(events[0]).toMatchObject({
      guest: 'i-2-10-VM',
      source: '127.0.0.5',
      route: '/latest/{name}',
      status: 200,
      bytes: 9,
    });
    expect(events.filter(({ password }) => password !== undefined)).toEqual([
      expect.objectContaining({ guest: 'i-2-10-VM', route: 'password', status: 200, password: 'given' }),
    ]);
    for (const secret of ['Secret-1', '#!/bin/sh', 'i-2-10-vm']) expect(told()).not.toContain(secret);
  });

  it('of one drive answers whoever is named, and keeps nothing', async () => {
    const words = ['--as', '127.0.0.20', '--password-listen', '127.0.0.1:0'];
    const { child, ports, ended } = await started([join(drives, 'i-2-10-VM.iso'), ...free, ...words]);
    const statusAt = async (source: string): Promise<number> =>
      statusOf(await ask('GET', '/latest/vm-id', { port: ports.cloudstack!, source }));
    expect([await statusAt('127.0.0.20'), await statusAt('127.0.0.5')]).toEqual([200, 404]);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('of a store serves the drives of its instances, and puts saved passwords on them', async () => {
    mkdirSync(path('secondary/configdrive'), { recursive: true });
    copyFileSync(join(drives, 'i-2-11-VM.iso'), path('secondary/configdrive/i-2-11-VM.iso'));
    const token = 'abcdef0123456789abcdef0123456789';
    writeFileSync(path('token'), `${token}\n`, { mode: 0o600 });
    const saving = ['--save-listen', '127.0.0.1:0', '--save-token-file', path('token')];
    const giving = ['--password-listen', '127.0.0.1:0', '--state', path('of-a-store')];
    const { child, ports, told, ended } = await started([
      '--secondary',
      path('secondary'),
      ...free,
      ...saving,
      ...giving,
    ]);
    expect(statusOf(await ask('GET', '/latest/vm-id', { port: ports.cloudstack!, source: '127.0.0.6' }))).toBe(200);
    const body = new FormData();
    for (const [name, value] of Object.entries({ ip: '127.0.0.6', password: 'n3w-Secret', token }))
      body.set(name, value);
    const headers = { DomU_Request: 'save_password' };
    const saved = await fetch(`http://127.0.0.1:${ports.save}/`, { method: 'POST', headers, body });
    expect([saved.status, await saved.text()]).toEqual([200, 'saved\n']);
    const given = ask('GET', '/', { port: ports.passwords!, source: '127.0.0.6' }, ['DomU_Request: send_my_password']);
    expect(bodyOf(await given)).toBe('n3w-Secret');
    const read = configdrive([
      'cat',
      path('secondary/configdrive/i-2-11-VM.iso'),
      'cloudstack/password/vm_password.txt',
    ]);
    expect(read.stdout).toBe('n3w-Secret');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(told()).not.toContain('n3w-Secret');
  });

  it('takes the sockets that systemd opened', async () => {
    // As systemd does: it opens and listens, and takes no connection itself.
    const script = [
      'import os, socket, sys',
      'held = []',
      'for number in (3, 4):',
      '    one = socket.socket()',
      '    one.bind(("127.0.0.1", 0))',
      '    one.listen(128)',
      '    held.append(os.dup(one.fileno()))',
      'for number, fd in zip((3, 4), [os.dup(fd) for fd in held]):',
      '    os.dup2(fd, number, inheritable=True)',
      'os.environ.update(LISTEN_FDS="2", LISTEN_FDNAMES="passwords:metadata", LISTEN_PID=str(os.getpid()))',
      'os.execv(sys.argv[1], sys.argv[1:])',
    ].join('\n');
    const words = [
      process.execPath,
      builtBin(),
      'serve',
      '--drives',
      drives,
      '--systemd',
      '--state',
      path('by-systemd'),
    ];
    const child = spawn('python3', ['-c', script, ...words]);
    running.add(child);
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
    const port = Number(/:([0-9]+) \(cloudstack\)/.exec(line)?.[1]);
    expect(statusOf(await ask('GET', '/latest/vm-id', { port, source: '127.0.0.6' }))).toBe(200);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('who would get what', () => {
  it('is said without a content and without a socket', () => {
    const { status, stdout, stderr } = configdrive(['serve', '--drives', drives, '--dry-run']);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n').toSorted()).toEqual([
      '127.0.0.5: i-2-10-VM, 8 paths, 10 bytes of user data, a password',
      '127.0.0.6: i-2-11-VM, 7 paths, 0 bytes of user data',
    ]);
  });

  it('names machines that share an address, and images that are none', () => {
    mkdirSync(path('odd'));
    put('a', { address: '127.0.0.5' }, path('odd'));
    put('b', { address: '127.0.0.5' }, path('odd'));
    writeFileSync(path('odd/c.iso'), 'no image');
    const { status, stderr } = configdrive(['serve', '--drives', path('odd'), '--dry-run']);
    expect(status).toBe(0);
    expect(stderr).toContain('error[guests-share-address] 127.0.0.5:');
    expect(stderr).toContain('error[guest-unreadable] c:');
  });

  it('in a form that a drive has no files of is nothing', () => {
    const { stdout, stderr } = configdrive(['serve', join(drives, 'i-2-11-VM.iso'), '--form', 'nocloud', '--dry-run']);
    expect(stdout).toBe('');
    expect(stderr).toContain('error[guest-unreadable] i-2-11-VM: the drive has no files of the form nocloud');
  });
});

describe('a command line', () => {
  it.each([
    ['without a word where to listen', ['--drives', drives], 'listen-missing'],
    ['without a word what to serve', free, 'drives-missing'],
    [
      'with passwords and no place to keep which were taken',
      ['--drives', drives, ...free, '--password-listen', '127.0.0.1:0'],
      'state-missing',
    ],
    ['with an address without a port', ['--drives', drives, '--listen', '10.1.1.1'], 'listen-invalid'],
    ['with a port that is none', ['--drives', drives, '--listen', '10.1.1.1:65536'], 'listen-invalid'],
    ['with a name for an address', ['--drives', drives, '--listen', 'localhost:80'], 'listener-invalid'],
    [
      'with passwords that are saved without a token',
      ['--secondary', drives, ...free, '--save-listen', '127.0.0.1:0'],
      'save-incomplete',
    ],
    [
      'with passwords that are saved in no store',
      ['--drives', drives, ...free, '--save-listen', '127.0.0.1:0', '--save-token-file', '/dev/null'],
      'save-incomplete',
    ],
    ['with --systemd and no socket', ['--drives', drives, '--systemd'], 'listen-invalid'],
    ['with a drain that is no number', ['--drives', drives, ...free, '--drain', 'x'], 'seconds-invalid'],
  ])('%s is refused', (_, args, code) => {
    const { status, stderr } = configdrive(['serve', ...args], { timeoutMilliseconds: 20_000 });
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).toContain('help: ');
    expect(status).toBe(2);
  });

  it.each([
    ['that is not there', 'nothing.iso', 3, 'file-missing'],
    ['that is none', 'none.iso', 1, ''],
  ])('with one image %s is refused', (_, name, code, word) => {
    writeFileSync(path('none.iso'), 'no image');
    for (const more of [['--dry-run'], [...free, '--as', '127.0.0.5']]) {
      const { status, stderr } = configdrive(['serve', path(name), ...more], { timeoutMilliseconds: 20_000 });
      expect(status).toBe(code);
      expect(stderr).toContain(`error[${word}`);
    }
  });

  it('with an address that this host does not have is refused as the system refuses it', () => {
    const { status, stderr } = configdrive(['serve', '--drives', drives, '--listen', '203.0.113.9:8180']);
    expect(status).toBe(3);
    expect(stderr).toContain('EADDRNOTAVAIL');
  });
});
