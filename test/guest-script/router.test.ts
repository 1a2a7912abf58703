/**
 * Without a drive the script asks the virtual router: by each program that a guest may have for it, in the words of CloudStack's password
 * server, which forgets a password only when the guest says that it is set.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { guestScript } from '@configdrive/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type Booted, type BootOptions, canBoot, Guest, USER } from './stage.ts';

const SERVER = fileURLToPath(new URL('password-server.mjs', import.meta.url));
const PASSWORD = 'canary: "p\\a$s`word\'#%s';

const path = useTemporaryDirectory();
/** On this machine, for this process alone. */
const ADDRESS = `127.88.${(process.pid >> 8) & 255}.${process.pid & 255}`;
const NOWHERE = `127.89.${(process.pid >> 8) & 255}.${process.pid & 255}`;

/** What a guest can ask by: the programs that it does not have, and those that busybox is for it. */
interface Way {
  readonly way: string;
  readonly hidden: readonly string[];
  readonly busybox?: readonly string[];
}

const CURL: Way = { way: 'curl', hidden: [] };
const WAYS: readonly Way[] = [
  CURL,
  { way: 'wget', hidden: ['curl'] },
  { way: 'perl', hidden: ['curl', 'wget'] },
  { way: 'nc, beside the wget of busybox', hidden: ['curl', 'perl'], busybox: ['wget', 'nc'] },
];

describe.runIf(canBoot)('the guest script without a drive', { timeout: 120_000 }, () => {
  let count = 0;
  let guest: Guest;
  let server: ReturnType<typeof spawn>;

  beforeAll(async () => {
    mkdirSync(path('router'));
    server = spawn(process.execPath, [SERVER, ADDRESS, path('router')], { stdio: 'inherit' });
    while (!existsSync(path('router', 'listening')) && server.exitCode === null)
      await new Promise((go) => setTimeout(go, 20));
    expect(server.exitCode).toBe(null);
  });

  afterAll(() => {
    server.kill();
  });

  beforeEach(() => {
    guest = new Guest(path(`guest-${count++}`));
    guest.insert(undefined);
    guest.write('script', guestScript.text, 0o755);
    for (const name of ['password', 'manner', 'events']) rmSync(path('router', name), { force: true });
  });

  const has = (password: string, manner = ''): void => {
    writeFileSync(path('router', 'password'), password);
    writeFileSync(path('router', 'manner'), manner);
  };

  const isKept = (): boolean => existsSync(path('router', 'password'));

  const events = (): readonly string[] =>
    existsSync(path('router', 'events')) ? readFileSync(path('router', 'events'), 'utf8').trimEnd().split('\n') : [];

  function boot({ hidden, busybox = [] }: Way, options: BootOptions = {}): Booted {
    for (const name of busybox)
      guest.write(`local/${name}`, `#!/real/bin/busybox ash\nexec /real/bin/busybox ${name} "$@"\n`, 0o755);
    return guest.boot({ router: ADDRESS, hidden, ...options });
  }

  /** Sets passwords, and tells so in the file of the router's: one file has what happens in its order. */
  function notedChpasswd(): NonNullable<BootOptions['wrapped']> {
    guest.write('events', '');
    symlinkSync(guest.path('events'), path('router', 'events'));
    const lines = ['/real/sbin/chpasswd "$@"', 'status=$?', 'echo "chpasswd $status" >>/events', 'exit $status'];
    return { tool: 'usr/sbin/chpasswd', text: `#!/real/bin/busybox ash\n${lines.join('\n')}\n` };
  }

  describe.each(WAYS)('by $way', (way) => {
    it('sets the password of the router, and says so', () => {
      has(PASSWORD);
      expect(boot(way)).toEqual({ status: 0, says: '' });
      expect(guest.takes(PASSWORD)).toBe(true);
      expect(events()).toEqual(['send_my_password', 'saved_password']);
      expect(isKept()).toBe(false);
      guest.setByHand('by hand');
      expect(boot(way)).toEqual({ status: 0, says: '' });
      expect(guest.takes('by hand')).toBe(true);
      expect(events().slice(2)).toEqual(['send_my_password']);
    });

    it.each(['half a head', 'nothing', 'random bytes', 'no HTTP', 'an error with a page'])(
      'goes on where the answer is %s, with one line',
      (manner) => {
        has('canary', manner);
        const { status, says } = boot(way);
        expect(status).toBe(0);
        expect(says).toMatch(/^configdrive: there is no drive, and no password server answers on port 8080 of .*\n$/);
        expect(says).not.toContain('canary');
        expect(events().filter((word) => word !== 'send_my_password')).toEqual([]);
        expect(guest.read('etc/shadow')).toContain(`${USER}:!:`);
        has(PASSWORD);
        expect(boot(way)).toEqual({ status: 0, says: '' });
        expect(guest.takes(PASSWORD)).toBe(true);
      },
    );

    it.each(['bad_request', 'several lines'])('takes %s for no password', (manner) => {
      has('canary', manner);
      const { status, says } = boot(way);
      expect({ status, says }).toEqual({
        status: 0,
        says: `configdrive: the password server of ${ADDRESS} answers with no password: none is set in this boot\n`,
      });
      expect(events()).toEqual(['send_my_password']);
      expect(guest.read('etc/shadow')).toContain(`${USER}:!:`);
    });

    it('goes on where nobody answers, with one line', () => {
      const { status, says } = boot(way, { router: NOWHERE });
      expect(status).toBe(0);
      expect(says).toMatch(
        /^configdrive: there is no drive, and no password server answers .* CONFIGDRIVE_ROUTER .*\n$/,
      );
    });
  });

  it.each(WAYS)('by $way sets no half of a password that has a length', (way) => {
    has(PASSWORD, 'a length, and less than that');
    const { status, says } = boot(way);
    expect(status).toBe(0);
    expect(says).toMatch(/^configdrive: there is no drive, and no password server answers .*\n$/);
    expect(guest.read('etc/shadow')).toContain(`${USER}:!:`);
    expect(isKept()).toBe(true);
  });

  it('says that a password is set when it is set, and not before', () => {
    has(PASSWORD);
    expect(boot(CURL, { wrapped: notedChpasswd() })).toEqual({ status: 0, says: '' });
    expect(events()).toEqual(['send_my_password', 'chpasswd 0', 'saved_password']);
  });

  it('keeps a password with the router that could not be set, until the next boot', () => {
    has(PASSWORD);
    const wrapped = { tool: 'usr/sbin/chpasswd', text: '#!/real/bin/busybox ash\nexit 1\n' };
    const { status, says } = boot(CURL, { wrapped });
    expect(status).toBe(0);
    expect(says).toMatch(/^configdrive: the password of debian was not set: .*\n$/);
    expect(events()).toEqual(['send_my_password']);
    expect(isKept()).toBe(true);
    expect(boot(CURL)).toEqual({ status: 0, says: '' });
    expect(guest.takes(PASSWORD)).toBe(true);
    expect(isKept()).toBe(false);
  });

  it('says once more what the router did not hear, and sets nothing a second time', () => {
    has(PASSWORD);
    expect(boot(CURL)).toEqual({ status: 0, says: '' });
    guest.setByHand('by hand');
    has(PASSWORD);
    expect(boot(CURL)).toEqual({ status: 0, says: '' });
    expect(guest.takes('by hand')).toBe(true);
    expect(isKept()).toBe(false);
  });

  it('asks nobody where there is a drive', () => {
    has(PASSWORD);
    guest.insert({ instanceName: 'i-2-10-VM', vmData: [['password', 'vm_password', 'of the drive']] });
    expect(boot(CURL)).toEqual({ status: 0, says: '' });
    expect(guest.takes('of the drive')).toBe(true);
    expect(events()).toEqual([]);
  });

  it('leaves the router to a script of CloudStack’s, which would miss the password', () => {
    has(PASSWORD);
    guest.write('etc/init.d/cloud-set-guest-password', '', 0o755);
    expect(boot(CURL)).toEqual({ status: 0, says: '' });
    expect(events()).toEqual([]);
    expect(isKept()).toBe(true);
  });

  it('says what it lacks where a guest has no program to ask by', () => {
    has(PASSWORD);
    expect(boot({ way: 'nothing', hidden: ['curl', 'wget', 'perl', 'nc'] })).toEqual({
      status: 0,
      says: 'configdrive: there is no drive, and the router cannot be asked without curl, wget, perl or nc: install one\n',
    });
    expect(events()).toEqual([]);
  });

  withForeign(['strace'], 'a password of the router', ({ strace }) => {
    it.each(WAYS)('that comes by $way is no argument, no variable of the environment and no file', (way) => {
      has('canary-n3w-7a1f');
      const log = path('strace.log');
      writeFileSync(log, '');
      const by = [strace, '-f', '-y', '-v', '-s', '65536', '-e', 'trace=execve,write,pwrite64,openat', '-o', log];
      expect(boot(way, { by })).toEqual({ status: 0, says: '' });
      expect(guest.takes('canary-n3w-7a1f')).toBe(true);
      const telling = readFileSync(log, 'latin1')
        .split('\n')
        .filter((line) => line.includes('canary'));
      expect(telling.length).toBeGreaterThan(0);
      expect(telling.filter((line) => !/ write\(\d+<pipe:\[\d+\]>/.test(line))).toEqual([]);
      for (const [name, text] of guest.written()) expect(text.includes('canary'), name).toBe(false);
    });
  });
});
