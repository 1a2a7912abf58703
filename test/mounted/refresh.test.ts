/**
 * A drive is rebuilt under a running guest, in each way that there is: what the guest reads then is the new drive, or `refresh`
 * and the issues said that it is not.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AttachmentOptions,
  attachment,
  buildConfigDrive,
  layOutConfigDrive,
  lengthIssues,
  readConfigDriveSync,
  refresh,
  withMetadata,
  withPassword,
  withUserData,
} from '@configdrive/core';
import { writeImageFile } from '@configdrive/files';
import { toBytes } from 'iso9660-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeUnless } from '../support/foreign.ts';
import { bareMachine, runQemu, UNHURRIED } from '../support/qemu.ts';
import { type Conversation, conversationOn, type Monitor, monitorOn, type QmpReply } from '../support/qmp.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { initramfs } from './guest/initramfs.ts';
import { guestKernel, missingForJudge } from './judge.ts';

interface Bus {
  readonly choice: Omit<AttachmentOptions, 'hypervisor'>;
  readonly machine: string;
}

const buses: Readonly<Record<string, Bus>> = {
  IDE: { choice: {}, machine: 'pc' },
  SCSI: { choice: { machine: 'q35', bus: 'scsi' }, machine: 'q35' },
};

const LIMIT_SECONDS = 300;
const options = { timestamp: new Date('2026-07-01T00:00:00Z') };

/** What the guest reads of its drive. */
interface Seen {
  readonly host: string;
  readonly password: string;
  /** Files that cannot be read. */
  readonly failed: number;
  readonly files: number;
  /** Of the device, as the kernel knows it. */
  readonly byteLength: number;
}

const path = useTemporaryDirectory();

describeUnless(missingForJudge(), 'a running guest', () => {
  describe.each(Object.entries(buses))('with a drive on %s', (name, { choice, machine }) => {
    let [image, qemu]: [Uint8Array, Promise<string>] = [new Uint8Array(), Promise.resolve('')];
    let [guest, monitor]: [Conversation | undefined, Monitor | undefined] = [undefined, undefined];
    const drivePath = (): string => path(`${name}, 1.iso`);

    beforeAll(async () => {
      const vmData = [
        ['metadata', 'vm-id', '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11'],
        ['metadata', 'local-hostname', 'web-1'],
      ] as const;
      image = buildConfigDrive(vmData, options).bytes;
      writeFileSync(drivePath(), image);
      writeFileSync(path(`${name}.initrd`), initramfs(guestKernel(), 'running.sh'));
      qemu = runQemu(
        [
          ['-machine', machine, ...bareMachine(256)],
          attachment(drivePath(), { hypervisor: 'qemu', ...choice }).arguments,
          ['-kernel', join(guestKernel(), 'vmlinuz'), '-initrd', path(`${name}.initrd`)],
          ['-append', `console=ttyS0 quiet panic=-1 ${UNHURRIED}`],
          ['-chardev', `socket,id=port,path=${path(`${name}.port`)},server=on,wait=off`],
          ['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=port'],
          ['-qmp', `unix:${path(`${name}.qmp`)},server=on,wait=off`],
        ].flat(),
        LIMIT_SECONDS,
      );
      guest = await conversationOn(path(`${name}.port`));
      monitor = await monitorOn(path(`${name}.qmp`));
      expect(await guest.hear()).toBe('running');
    }, LIMIT_SECONDS * 1000);

    afterAll(async () => {
      guest?.say('end');
      expect(await qemu).toBe('exit status 0');
      guest?.end();
      monitor?.end();
    }, LIMIT_SECONDS * 1000);

    const ask = async (word: 'mount' | 'umount' | 'look'): Promise<string> => {
      guest!.say(word);
      return guest!.hear();
    };

    const look = async (): Promise<Seen> => JSON.parse(await ask('look')) as Seen;

    /** Mounts the drive, as often as the guest was told to try; looks, and lets go. */
    const seen = async (): Promise<Seen> => {
      if ((await ask('mount')) === 'failed') expect(await ask('mount')).toBe('done');
      const found = await look();
      expect(await ask('umount')).toBe('done');
      return found;
    };

    /** The image that is to be there, of the length that a change of the one before gives it. */
    const replaceBy = async (next: Uint8Array, replaced: 'rename' | 'keepInode'): Promise<boolean> => {
      await writeImageFile(drivePath(), next, { replace: replaced });
      const isLonger = lengthIssues(image.byteLength, next.byteLength).length > 0;
      image = next;
      return isLonger;
    };

    const changed = (
      change: (drive: ReturnType<typeof readConfigDriveSync>) => ReturnType<typeof readConfigDriveSync>,
    ) => toBytes(layOutConfigDrive(change(readConfigDriveSync(image))));

    const told = (how: { replaced: 'rename' | 'keepInode'; isLonger: boolean; isMounted?: boolean }) =>
      refresh(drivePath(), { hypervisor: 'qemu', ...choice, ...how });

    const changeMedium = async (how: Parameters<typeof told>[0]): Promise<QmpReply[]> => {
      const replies: QmpReply[] = [];
      for (const command of told(how).commands) replies.push(await monitor!.run(command));
      return replies;
    };

    it('has the drive that it was started with', async () => {
      expect(await seen()).toMatchObject({ host: 'web-1', password: '', failed: 0, byteLength: image.byteLength });
    });

    it('reads a reset password after keepInode without anything being run', async () => {
      const next = changed((drive) => withPassword(drive, 'first-secret', options));
      const isLonger = await replaceBy(next, 'keepInode');
      expect(told({ replaced: 'keepInode', isLonger })).toMatchObject({ isNeeded: false, commands: [] });
      expect(await seen()).toMatchObject({ password: 'first-secret', failed: 0, byteLength: image.byteLength });
    });

    it('cannot read a longer drive after keepInode, which was told, and can when its medium was changed', async () => {
      const before = image.byteLength;
      const next = changed((drive) => withUserData(drive, `#!/bin/sh\n${'#'.repeat(20_000)}\n`, options));
      const isLonger = await replaceBy(next, 'keepInode');
      expect(isLonger).toBe(true);
      const cut = await seen();
      expect(cut.byteLength).toBe(before);
      expect(cut.failed).toBeGreaterThan(0);
      expect(await changeMedium({ replaced: 'keepInode', isLonger })).toEqual([{ return: {} }]);
      expect(await seen()).toMatchObject({ failed: 0, byteLength: image.byteLength });
    });

    it('has the old drive after rename until its medium is changed', async () => {
      const next = changed((drive) => withMetadata(drive, { 'local-hostname': 'web-2' }, options));
      const isLonger = await replaceBy(next, 'rename');
      expect(await seen()).toMatchObject({ host: 'web-1', failed: 0 });
      expect(await changeMedium({ replaced: 'rename', isLonger })).toEqual([{ return: {} }]);
      expect(await seen()).toMatchObject({ host: 'web-2', failed: 0, byteLength: image.byteLength });
    });

    it('lets nobody take what it has mounted but by force, and then has to mount it anew', async () => {
      const next = changed((drive) => withMetadata(drive, { 'local-hostname': 'web-3' }, options));
      expect(await ask('mount')).toBe('done');
      expect(await look()).toMatchObject({ host: 'web-2' });
      const isLonger = await replaceBy(next, 'rename');
      const [refused] = await changeMedium({ replaced: 'rename', isLonger });
      expect(refused?.error?.desc).toMatch(/locked|not open/);
      expect(await look()).toMatchObject({ host: 'web-2' });
      expect(await changeMedium({ replaced: 'rename', isLonger, isMounted: true })).toEqual([{ return: {} }]);
      expect(await ask('umount')).toBe('done');
      expect(await seen()).toMatchObject({ host: 'web-3', failed: 0, byteLength: image.byteLength });
    });
  });
});
