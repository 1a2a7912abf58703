/**
 * The script that a drive carries, in a guest of Debian's small tools under three shells: what a reset brings is applied, what people
 * did stays, and nothing that breaks off leaves anything half done. Whole guests boot in test/guest.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { guestScript, type Triple } from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { isLong } from '../support/long.ts';
import { run } from '../support/run.ts';
import { keyOf } from '../support/ssh-key.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type BootOptions, canBoot, Guest, shells, USER } from './stage.ts';

const path = useTemporaryDirectory();
let count = 0;
const newGuest = (): Guest => new Guest(path(`guest-${count++}`));

const [KEY, OTHER_KEY, FOREIGN_KEY] = [keyOf('a'), keyOf('b'), keyOf('c')];

const machine = (password: string | undefined, ...publicKeys: readonly string[]) => ({
  instanceName: 'i-2-10-VM',
  ...(publicKeys.length === 0 ? {} : { publicKeys }),
  vmData: [
    ['metadata', 'vm-id', '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11'],
    ['metadata', 'local-hostname', 'web-1'],
    ...(password === undefined ? [] : [['password', 'vm_password', password] as const]),
  ] satisfies readonly Triple[],
});

/** A guest whose drive has the script, which has booted once. */
function bootedGuest(password: string | undefined, keys: readonly string[] = [], options: BootOptions = {}): Guest {
  const guest = newGuest();
  guest.insert(machine(password, ...keys));
  guest.takeScript();
  expect(guest.boot(options)).toEqual({ status: 0, says: '' });
  return guest;
}

/** The keys of the drive stand between two marks. */
const marked = (...keys: readonly string[]): readonly string[] => [
  expect.stringMatching(/^# configdrive: .* begin/),
  ...keys,
  expect.stringMatching(/^# configdrive: .* end$/),
];

const FIRST = 'f1rst: "p\\a$s`word\'#';
const SECOND = 's3cond password';

describe.runIf(canBoot).each(shells)('the guest script under %s', { timeout: 120_000 }, (shell) => {
  it('applies password, keys and host name of a drive', () => {
    const guest = bootedGuest(FIRST, [KEY, OTHER_KEY], { shell });
    expect(guest.takes(FIRST)).toBe(true);
    expect(guest.takes(FIRST, 'root')).toBe(false);
    expect(guest.keys()).toEqual(marked(KEY, OTHER_KEY));
    expect(guest.keys('root')).toEqual([]);
    expect(statSync(guest.path(`home/${USER}/.ssh/authorized_keys`))).toMatchObject({ mode: 0o100600, uid: 1000 });
    expect(guest.read('etc/hostname')).toBe('guest\n');
  });

  it('lets a password stay that was changed by hand, until the next reset', () => {
    const guest = bootedGuest(FIRST, [], { shell });
    guest.setByHand('by hand');
    expect(guest.boot({ shell })).toEqual({ status: 0, says: '' });
    expect(guest.takes('by hand')).toBe(true);
    guest.insert(machine(SECOND));
    expect(guest.boot({ shell })).toEqual({ status: 0, says: '' });
    expect(guest.takes(SECOND)).toBe(true);
    expect(guest.takes(FIRST)).toBe(false);
  });

  it('renews the keys of the drive, and keeps all others', () => {
    const guest = bootedGuest(FIRST, [KEY], { shell });
    const file = `home/${USER}/.ssh/authorized_keys`;
    guest.write(file, `# mine\n${FOREIGN_KEY}\n${guest.read(file)}`);
    guest.insert(machine(FIRST, OTHER_KEY));
    expect(guest.boot({ shell })).toEqual({ status: 0, says: '' });
    expect(guest.keys()).toEqual(['# mine', FOREIGN_KEY, ...marked(OTHER_KEY)]);
  });

  it('changes nothing for a drive without password and keys', () => {
    const guest = bootedGuest(FIRST, [KEY], { shell });
    const before = guest.written();
    guest.insert(machine(undefined));
    expect(guest.boot({ shell })).toEqual({ status: 0, says: '' });
    expect(guest.written()).toEqual(before);
  });

  it.each(['openstack', 'nocloud'] as const)('reads a drive with the tree %s', (tree) => {
    const guest = newGuest();
    const label = { openstack: 'config-2', nocloud: 'cidata' }[tree];
    guest.link(label);
    guest.insert(machine(FIRST, KEY, OTHER_KEY), { tree, resetHostName: true });
    guest.takeScript();
    expect(guest.boot({ shell })).toEqual({ status: 0, says: '' });
    expect(guest.takes(FIRST)).toBe(true);
    expect(guest.keys()).toEqual(marked(KEY, OTHER_KEY));
    expect(guest.read('etc/hostname')).toBe('web-1\n');
  });

  it('is the newer one where the drive has a newer one, from then on also without a drive', () => {
    const guest = bootedGuest(FIRST, [], { shell });
    const newer = guestScript.version + 1;
    const vendorData = 'drive/openstack/latest/vendor_data.json';
    const text = guest
      .read(vendorData)
      .replaceAll(`script, version ${guestScript.version}`, `script, version ${newer}`)
      .replaceAll(`VERSION=${guestScript.version}\\n`, `VERSION=${newer}\\n`)
      .replaceAll('\\nmain() {\\n', "\\nmain() {\\nsay 'the newer one'\\n");
    guest.write(vendorData, text);
    expect(guest.boot({ shell })).toEqual({ status: 0, says: 'configdrive: the newer one\n' });
    rmSync(guest.path('drive'), { recursive: true });
    expect(guest.boot({ shell }).says).toContain('the newer one');
  });
});

const CLOUD = 'var/lib/cloud/instance';

describe.runIf(canBoot)('the guest script and cloud-init', { timeout: 120_000 }, () => {
  const env = { INSTANCE_ID: '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11' };

  /** As it is when cloud-init runs the script for the first time: accounts are made later in the boot. */
  function firstBoot(): Guest {
    const guest = newGuest();
    guest.insert(machine(FIRST, KEY));
    guest.takeScript();
    mkdirSync(guest.path(`${CLOUD}/sem`), { recursive: true });
    expect(guest.boot({ env })).toEqual({ status: 0, says: '' });
    return guest;
  }

  function cloudInitIsDone(guest: Guest): void {
    guest.write(`${CLOUD}/sem/config_set_passwords`, '');
    guest.write(`${CLOUD}/sem/config_ssh`, '');
    guest.write(`${CLOUD}/boot-finished`, '');
    guest.write(`home/${USER}/.ssh/authorized_keys`, `${KEY}\n`);
    run('chown', ['-R', '1000:1000', guest.path(`home/${USER}`)]);
  }

  it('leaves the first boot to cloud-init', () => {
    const guest = firstBoot();
    expect(guest.takes(FIRST)).toBe(false);
    expect(guest.keys()).toEqual([]);
    cloudInitIsDone(guest);
    guest.setByHand('of the user data');
    expect(guest.boot({ env })).toEqual({ status: 0, says: '' });
    expect(guest.takes('of the user data')).toBe(true);
    expect(guest.keys()).toEqual(marked(KEY));
  });

  it('applies what was reset before the second boot', () => {
    const guest = firstBoot();
    cloudInitIsDone(guest);
    guest.setByHand(FIRST);
    guest.insert(machine(SECOND, OTHER_KEY));
    expect(guest.boot({ env })).toEqual({ status: 0, says: '' });
    expect(guest.takes(SECOND)).toBe(true);
    expect(guest.keys()).toEqual(marked(OTHER_KEY));
  });

  it('sets what cloud-init has marked as done in a first boot that broke off', () => {
    const guest = firstBoot();
    cloudInitIsDone(guest);
    rmSync(guest.path(`${CLOUD}/boot-finished`));
    expect(guest.boot({ env })).toEqual({ status: 0, says: '' });
    expect(guest.takes(FIRST)).toBe(true);
  });
});

/** Below /usr, what the script runs. */
const TOOLS = [
  'awk',
  'blkid',
  'cat',
  'chmod',
  'cmp',
  'cut',
  'dd',
  'head',
  'id',
  'logger',
  'mkdir',
  'mv',
  'od',
  'rm',
  'rmdir',
  'sed',
  'setpriv',
  'sha256sum',
  'sync',
  'tail',
  'tr',
  'umount',
  'uname',
].map((name) => (existsSync(`/usr/sbin/${name}`) ? `usr/sbin/${name}` : `usr/bin/${name}`));
const ALL_TOOLS = [...TOOLS, 'usr/sbin/chpasswd', 'usr/bin/mount'];

/** With every commit another few of them; all in the long form. */
const STEP = isLong ? 1 : 8;
const START = Math.floor(Math.random() * STEP);
const someTools = ALL_TOOLS.filter((_, index) => index % STEP === START);

/** Those that are the test's. */
const OURS: ReadonlySet<string> = new Set(['usr/bin/mount', 'usr/bin/sync']);

/** Stands in the place of a tool: does something at one of its calls, all others are the tool's own. */
const wrapper = (tool: string, call: number, act: string): string => `#!/real/bin/busybox ash
n=0
[ ! -e /calls ] || read -r n </calls
n=$((n + 1))
printf '%s\\n' "$n" >/calls
[ "$n" -ne ${call} ] || { ${act}; }
exec ${OURS.has(tool) ? tool.replace('usr/bin', '') : tool.replace('usr', '/real')} "$@"
`;

const callsOf = (guest: Guest): number => (existsSync(guest.path('calls')) ? Number(guest.read('calls')) : 0);

describe.runIf(canBoot)('a boot in which a tool', { timeout: 300_000 }, () => {
  /** A reset is on the drive, and one tool of that boot does something else at one of its calls. */
  function brokenBoot(tool: string, call: number, act: string): { guest: Guest; isReached: boolean } {
    const guest = bootedGuest(FIRST, [KEY]);
    guest.insert(machine(SECOND, OTHER_KEY));
    const { status } = guest.boot({ wrapped: { tool, text: wrapper(tool, call, act) } });
    if (act === 'exit 1') expect(status, `${tool} ${call}`).toBe(0);
    const isReached = callsOf(guest) >= call;
    rmSync(guest.path('calls'), { force: true });
    return { guest, isReached };
  }

  /** The next boot is right, whatever was before. */
  function expectRight(guest: Guest, title: string): void {
    expect(guest.boot().status, title).toBe(0);
    expect(guest.takes(SECOND), title).toBe(true);
    expect(guest.keys(), title).toEqual(marked(OTHER_KEY));
    const left = [...guest.written().keys()].filter((name) => /\.new$|configdrive$|\.configdrive/.test(name));
    expect(left, title).toEqual([]);
    guest.setByHand('by hand');
    expect(guest.boot(), title).toEqual({ status: 0, says: '' });
    expect(guest.takes('by hand'), title).toBe(true);
  }

  it.each(someTools)('%s fails once ends, and the next one is right', (tool) => {
    for (const call of isLong ? [1, 2, 3, 4, 5, 6] : [1]) {
      const { guest, isReached } = brokenBoot(tool, call, 'exit 1');
      if (!isReached) break;
      expectRight(guest, `${tool}, call ${call}`);
    }
  });

  it.each(someTools)('%s is the last that runs before the power is cut, and the next one is right', (tool) => {
    for (const call of isLong ? [1, 2, 3, 4, 5, 6] : [2]) {
      const { guest, isReached } = brokenBoot(tool, call, '/real/bin/busybox kill -9 -"$(/real/bin/cat /pid)"');
      if (!isReached) break;
      expectRight(guest, `${tool}, call ${call}`);
    }
  });
});

describe.runIf(canBoot)('what is on the drive', { timeout: 120_000 }, () => {
  it.each([
    ['a colon and quotes', `a:b"c'd\\e`],
    ['a dollar and backticks', '$(touch /tmp/made) `touch /tmp/made` $HOME *'],
    ['blanks at both ends', '  two blanks  '],
    ['a dash first', '-n'],
    ['no ASCII', 'pässwörd 密碼'],
    ['percent signs', '%s%n%d'],
    ['500 characters', 'x'.repeat(500)],
  ])('may be a password with %s', (_, password) => {
    const guest = newGuest();
    guest.insert(machine(FIRST));
    guest.takeScript();
    guest.write('drive/cloudstack/password/vm_password.txt', password);
    expect(guest.boot()).toEqual({ status: 0, says: '' });
    expect(guest.takes(password)).toBe(true);
    expect(existsSync(guest.path('tmp/made'))).toBe(false);
  });

  it.each([
    ['saved_password', 'saved_password', ''],
    [
      'two lines',
      'one\ntwo',
      'configdrive: the password of the drive has more than one line and is not set: reset it\n',
    ],
    ['nothing', '', ''],
  ])('is no password where it is %s', (_, text, says) => {
    const guest = bootedGuest(FIRST);
    guest.write('drive/cloudstack/password/vm_password.txt', text);
    rmSync(guest.path('drive/openstack/latest/vendor_data.json'));
    expect(guest.boot()).toEqual({ status: 0, says });
    expect(guest.takes(FIRST)).toBe(true);
  });

  it('may be keys with options, thousands of them, binary between them', () => {
    const guest = bootedGuest(FIRST, [KEY]);
    const keys = Array.from(
      { length: 3000 },
      (_, index) => `command="echo '$HOME' \\"${index}\\"" ${OTHER_KEY}${index}`,
    );
    const text = Buffer.from(`# a remark\r\n\r\n\0${keys.join('\r\n')}\r\n`, 'latin1');
    guest.write('drive/cloudstack/metadata/public-keys.txt', text);
    expect(guest.boot()).toEqual({ status: 0, says: '' });
    expect(guest.keys()).toEqual(marked(...keys));
  });

  it.each([
    ['meta_data.json that is none', 'openstack/latest/meta_data.json', Buffer.from('{"public_keys": [[[[')],
    ['vendor data that is none', 'openstack/latest/vendor_data.json', Buffer.from('['.repeat(100_000))],
    ['random bytes', 'cloudstack/metadata/local-hostname.txt', Buffer.from([0, 255, 10, 39, 34, 0, 128])],
  ])('may be %s: the boot goes on', (_, name, bytes) => {
    const guest = bootedGuest(FIRST, [KEY]);
    guest.write(`drive/${name}`, bytes);
    guest.write('drive/cloudstack/password/vm_password.txt', SECOND);
    expect(guest.boot().status).toBe(0);
    expect(guest.takes(SECOND)).toBe(true);
  });

  it('may be nothing that can be mounted: one line says so, and the boot goes on', () => {
    const guest = bootedGuest(FIRST, [KEY]);
    rmSync(guest.path('drive'), { recursive: true });
    guest.write('drive', 'no file system');
    const { status, says } = guest.boot();
    expect(status).toBe(0);
    expect(says).toMatch(/^configdrive: \S+ has the label of the drive and cannot be mounted: .*\n$/);
    expect(guest.takes(FIRST)).toBe(true);
  });
});

describe.runIf(canBoot)('a home that its user has prepared', () => {
  it('makes root write nowhere else', () => {
    const guest = bootedGuest(FIRST);
    guest.write('etc/victim', 'untouched\n', 0o644);
    run('rm', ['-rf', guest.path(`home/${USER}/.ssh`)]);
    run('ln', ['-s', '/etc', guest.path(`home/${USER}/.ssh`)]);
    guest.insert(machine(FIRST, KEY));
    const { status, says } = guest.boot();
    expect(status).toBe(0);
    expect(says).toMatch(/^configdrive: the keys of debian were not renewed: .*\n$/);
    expect(existsSync(guest.path('etc/authorized_keys'))).toBe(false);
    expect(guest.read('etc/victim')).toBe('untouched\n');
  });
});

if (canBoot)
  withForeign(['strace'], 'passwords', ({ strace }) => {
    it('are no argument, no variable of the environment and no file', { timeout: 120_000 }, () => {
      const guest = bootedGuest('canary-0ld-7a1f', [KEY]);
      guest.insert(machine('canary-n3w-7a1f', OTHER_KEY));
      const log = path('strace.log');
      writeFileSync(log, '');
      const by = [
        strace,
        '-f',
        '-y',
        '-v',
        '-s',
        '65536',
        '-e',
        'trace=execve,write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg,openat',
        '-o',
        log,
      ];
      expect(guest.boot({ by })).toEqual({ status: 0, says: '' });
      expect(guest.takes('canary-n3w-7a1f')).toBe(true);
      const telling = readFileSync(log, 'latin1')
        .split('\n')
        .filter((line) => line.includes('canary'));
      expect(telling.length).toBeGreaterThan(0);
      // From one program of the script to the next.
      expect(telling.filter((line) => !/ write\(\d+<pipe:\[\d+\]>/.test(line))).toEqual([]);
      for (const [name, text] of guest.written()) expect(text.includes('canary'), name).toBe(false);
    });
  });
