/** One boot of Debian's kernel in QEMU, with every image as a CD drive of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bareMachine, runQemu, UNHURRIED } from '../../support/qemu.ts';
import { withTemporaryDirectory } from '../../support/temporary.ts';
import { initramfs } from './initramfs.ts';

/** One SCSI bus holds so many drives. */
export const MOST_IMAGES_PER_BOOT = 255;

const BOOT_SECONDS = 60;
const SECONDS_PER_IMAGE = 10;

/** What the guest wrote, one JSON object a line. Throws with the end of its console when it did not come to its own end. */
export function boot(kernel: string, images: readonly string[]): Promise<readonly string[]> {
  return withTemporaryDirectory(async (directory) => {
    const files = {
      initrd: join(directory, 'initrd'),
      console: join(directory, 'console'),
      report: join(directory, 'report'),
    };
    writeFileSync(files.initrd, initramfs(kernel));
    const limitSeconds = BOOT_SECONDS + images.length * SECONDS_PER_IMAGE;
    const complaint = await runQemu(
      [...machine(join(kernel, 'vmlinuz'), images.length, files), ...drives(images)],
      limitSeconds,
    );
    const lines = readFileSync(files.report, 'utf8').trimEnd().split('\n');
    if (lines.at(-1) === '{"end":true}') return lines.slice(0, -1);
    throw new Error(`the guest did not finish: ${complaint}\n${readFileSync(files.console, 'utf8').slice(-3000)}`);
  });
}

const machine = (
  vmlinuz: string,
  count: number,
  files: { readonly initrd: string; readonly console: string; readonly report: string },
): readonly string[] =>
  [
    bareMachine(512),
    ['-kernel', vmlinuz, '-initrd', files.initrd],
    ['-append', `console=ttyS0 quiet panic=-1 ${UNHURRIED} images=${count}`],
    ['-chardev', `file,id=console,path=${files.console}`, '-serial', 'chardev:console'],
    ['-chardev', `file,id=report,path=${files.report}`],
    ['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=report'],
    ['-device', 'virtio-scsi-pci,id=scsi'],
  ].flat();

/** The number of a drive is its SCSI target, by which the guest names it. */
const drives = (images: readonly string[]): readonly string[] =>
  images.flatMap((filename, target) => [
    '-blockdev',
    JSON.stringify({
      driver: 'raw',
      'node-name': `image${target}`,
      'read-only': true,
      file: { driver: 'file', filename },
    }),
    '-device',
    `scsi-cd,bus=scsi.0,channel=0,scsi-id=${target},lun=0,drive=image${target}`,
  ]);
