/** A guest that is busybox and nothing else: no systemd, no journal, no cloud-init, none of Debian's tools. The script harms nothing. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { guestScript, type Triple } from '@configdrive/core';
import { beforeEach, expect, it } from 'vitest';
import { describeWhere, withForeign } from '../support/foreign.ts';
import { runOk } from '../support/run.ts';
import { keyOf } from '../support/ssh-key.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { canBoot, Guest } from './stage.ts';

/** Its shell runs its own tools, whatever lies in /bin: what the test's kernel cannot do, and what this guest lacks, goes before. */
const BEFORE = `#!/bin/sh
mount() {
  for each; do device=$target target=$each; done
  [ -d "$device" ] || return 32
  busybox mount --bind "$device" "$target"
}
sync() { :; }
`;
const HAS = 'has() { ';

const path = useTemporaryDirectory();
const vmData: readonly Triple[] = [['password', 'vm_password', 'canary']];
const machine = { instanceName: 'i-2-10-VM', publicKeys: [keyOf('a')] };

withForeign(['busybox'], 'a guest of busybox', ({ busybox }) => {
  describeWhere(canBoot ? undefined : 'needs root on Linux, for namespaces', 'without journal and systemd', () => {
    let guest: Guest;
    let count = 0;

    beforeEach(() => {
      guest = new Guest(path(`guest-${count++}`));
      for (const name of ['bin', 'proc', 'run']) mkdirSync(guest.path(name));
      copyFileSync(busybox, guest.path('bin/busybox'));
      runOk('chroot', [guest.root, '/bin/busybox', '--install', '-s', '/bin']);
      const script = guestScript.text.replace('#!/bin/sh\n', BEFORE);
      expect(script).toContain(HAS);
      guest.write('configdrive-guest', script.replace(HAS, `${HAS}[ "$1" != logger ] && `), 0o755);
    });

    const boot = () => {
      const words = ['--mount', '--net', 'setsid', '--wait', 'chroot', guest.root, '/configdrive-guest'];
      const { status, stdout, stderr } = runOk('unshare', words);
      return { status, says: stdout.toString() + stderr };
    };

    it('renews its keys, and says in one line that no password can be set', () => {
      guest.insert({ ...machine, vmData });
      const shadow = guest.read('etc/shadow');
      const { status, says } = boot();
      expect(status).toBe(0);
      expect(says).toMatch(/^configdrive: the password of debian was not set: .*\n$/);
      expect(guest.read('etc/shadow')).toBe(shadow);
      expect(guest.keys()).toContain(keyOf('a'));
    });

    it('says in one line that there is neither drive nor router', () => {
      guest.insert(undefined);
      const before = guest.written();
      const { status, says } = boot();
      expect(status).toBe(0);
      expect(says).toMatch(
        /^configdrive: there is no drive, and no password server answers on port 8080 of a router: .*\n$/,
      );
      expect(guest.written()).toEqual(before);
    });

    it('changes nothing for a drive without password and keys', () => {
      guest.insert({ instanceName: 'i-2-10-VM', vmData: [] });
      const before = guest.written();
      expect(boot()).toEqual({ status: 0, says: '' });
      expect(guest.written()).toEqual(before);
    });
  });
});
