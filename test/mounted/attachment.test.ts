/** What `attachment` says, given to QEMU beside another CD: guests find the config drive by its label on the second drive. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttachmentOptions, attachment, buildConfigDrive, type Triple } from '@configdrive/core';
import { layOutImage, toBytes } from 'iso9660-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeUnless } from '../support/foreign.ts';
import { bareMachine, runQemu, UNHURRIED } from '../support/qemu.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { initramfs } from './guest/initramfs.ts';
import { guestKernel, missingForJudge } from './judge.ts';

type Choice = Omit<AttachmentOptions, 'hypervisor'>;

interface Guest {
  readonly choice: Choice;
  readonly machine: string;
  /** How the ordinary CD is attached. */
  readonly other: readonly string[];
  /** Where the kernel has the second drive. */
  readonly place: RegExp;
}

/** Debian's cloud kernel has no driver for SATA: there the firmware is asked. */
const guests: Readonly<Record<string, Guest>> = {
  'a BIOS, i440fx and IDE': {
    choice: {},
    machine: 'pc',
    other: ['-device', 'ide-cd,bus=ide.1,unit=0,drive=other'],
    place: /ata2\/.*\/1:0:1:0$/,
  },
  'a BIOS, q35 and SCSI': {
    choice: { machine: 'q35', bus: 'scsi' },
    machine: 'q35',
    other: ['-device', 'virtio-scsi-pci,id=others', '-device', 'scsi-cd,bus=others.0,scsi-id=3,drive=other'],
    place: /\/[0-9]+:0:4:0$/,
  },
};

const firmwares: Readonly<Record<string, Omit<Guest, 'place'> & { readonly says: readonly RegExp[] }>> = {
  'q35 and SATA': {
    choice: { machine: 'q35' },
    machine: 'q35',
    other: ['-device', 'ide-cd,bus=ide.3,drive=other'],
    says: [/AHCI\/3: .*DVD/, /AHCI\/4: .*DVD/],
  },
  'i440fx and SATA': {
    choice: { bus: 'sata' },
    machine: 'pc',
    other: ['-device', 'ide-cd,bus=ide.1,unit=0,drive=other'],
    says: [/ata1-0: .*DVD/, /AHCI\/4: .*DVD/],
  },
};

const LIMIT_SECONDS = 120;
const timestamp = new Date('2024-02-29T12:34:56Z');

const path = useTemporaryDirectory();
/** A name that an unquoted command line would break. */
const drivePath = (): string => path("web,1 & 'co'.iso");

describeUnless(missingForJudge(), 'a config drive beside another CD', () => {
  beforeAll(() => {
    const vmData: readonly Triple[] = [
      ['metadata', 'vm-id', '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11'],
      ['metadata', 'local-hostname', 'web-1'],
    ];
    writeFileSync(drivePath(), buildConfigDrive(vmData, { timestamp }).bytes);
    const other = layOutImage([{ path: 'setup.exe', content: 'x' }], { volumeIdentifier: 'SETUP', timestamp });
    writeFileSync(path('other.iso'), toBytes(other));
    writeFileSync(path('initrd'), initramfs(guestKernel(), 'second-drive.sh'));
  });

  const machineOf = ({ machine, other, choice }: Omit<Guest, 'place'>): readonly string[] =>
    [
      ['-machine', machine, ...bareMachine(256)],
      ['-blockdev', `driver=raw,node-name=other,read-only=on,file.driver=file,file.filename=${path('other.iso')}`],
      other,
      attachment(drivePath(), { hypervisor: 'qemu', ...choice }).arguments,
    ].flat();

  it.each(Object.entries(guests))('with %s is what the kernel finds by its label, second', async (_title, guest) => {
    const report = path('report');
    const complaint = await runQemu(
      [
        machineOf(guest),
        ['-kernel', join(guestKernel(), 'vmlinuz'), '-initrd', path('initrd')],
        ['-append', `console=ttyS0 quiet panic=-1 ${UNHURRIED}`],
        ['-chardev', `file,id=report,path=${report}`],
        ['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=report'],
      ].flat(),
      LIMIT_SECONDS,
    );
    const [line = '', end] = readFileSync(report, 'utf8').trimEnd().split('\n');
    expect([end, complaint]).toEqual(['{"end":true}', 'exit status 0']);
    expect(JSON.parse(line)).toEqual({
      drives: '/sys/block/sr0 /sys/block/sr1',
      device: '/dev/sr1',
      place: expect.stringMatching(guest.place),
      host: 'web-1',
    });
  });

  describe.each(Object.entries(firmwares))('with %s', (_title, { says, ...guest }) => {
    it('is what the firmware finds on the port that libvirt’s target means', async () => {
      const log = path('firmware.log');
      await runQemu(
        [
          machineOf(guest),
          ['-chardev', `file,id=firmware,path=${log}`, '-device', 'isa-debugcon,iobase=0x402,chardev=firmware'],
          ['-boot', 'reboot-timeout=1'],
        ].flat(),
        LIMIT_SECONDS,
      );
      const text = readFileSync(log, 'latin1');
      for (const drive of says) expect(text).toMatch(drive);
    });
  });
});
