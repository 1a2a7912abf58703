import { describe, expect, it } from 'vitest';
import { refusalsOf } from '../../../../test/core/helpers.ts';
import { attachment } from './attachment.ts';
import { lengthIssues } from './length.ts';
import { refresh } from './refresh.ts';

const PATH = "/mnt/primary/configdrive/i-2-10's VM.iso";
const libvirt = { hypervisor: 'libvirt', domain: 'web-1' } as const;
const qemu = { hypervisor: 'qemu' } as const;

describe('refresh', () => {
  it.each([
    ['a new file', {}, true],
    ['a new file of the same length', { isLonger: false }, true],
    ['a file that was written over and is longer', { replaced: 'keepInode', isLonger: true }, true],
    ['a file that was written over, of whatever length', { replaced: 'keepInode' }, true],
    ['a file that was written over and is no longer', { replaced: 'keepInode', isLonger: false }, false],
  ] as const)('of %s', (_, choice, isNeeded) => {
    for (const options of [libvirt, qemu]) {
      const told = refresh(PATH, { ...options, ...choice });
      expect(told.isNeeded).toBe(isNeeded);
      expect(told.commands.length > 0).toBe(isNeeded);
      expect(told.inGuestAfter[0]).toContain('Mount the drive');
    }
  });

  it('takes the medium out and puts it in again, since libvirt does nothing for a path that it knows', () => {
    expect(refresh(PATH, libvirt).commands).toEqual([
      ['virsh', 'change-media', 'web-1', 'hdd', '--live', '--eject'],
      ['virsh', 'change-media', 'web-1', 'hdd', '--live', '--insert', '--source', PATH],
    ]);
  });

  it('is about the device that `attachment` makes', () => {
    const { arguments: words } = attachment(PATH, qemu);
    const [command] = refresh(PATH, qemu).commands;
    expect(words.at(-1)).toContain(`id=${String(command?.arguments.id)}`);
    expect(refresh(PATH, { ...libvirt, firmware: 'uefi' }).commands[0]).toContain('sde');
  });

  it('takes what is mounted by force only where it is told to', () => {
    expect(refresh(PATH, qemu).commands[0]?.arguments).not.toHaveProperty('force');
    const mounted = refresh(PATH, { ...qemu, isMounted: true });
    expect(mounted.commands[0]?.arguments.force).toBe(true);
    expect(mounted.inGuestBefore[0]).toContain('Unmount');
    for (const words of refresh(PATH, { ...libvirt, isMounted: true }).commands) expect(words).toContain('--force');
  });

  it('says that IDE tells of a new medium by failing once', () => {
    expect(refresh(PATH, qemu).inGuestAfter[0]).toContain('once more');
    expect(refresh(PATH, { ...qemu, bus: 'scsi' }).inGuestAfter[0]).toBe('Mount the drive.');
  });

  it.each<[string, () => unknown, string]>([
    ['a relative path', () => refresh('a.iso', qemu), 'attachment-impossible at path'],
    ['an option of virsh', () => refresh(PATH, { ...libvirt, domain: '--force' }), 'wrong-value at domain'],
    ['no domain', () => refresh(PATH, { hypervisor: 'libvirt' } as never), 'wrong-value at domain'],
    ['another hypervisor', () => refresh(PATH, { hypervisor: 'xen' } as never), 'wrong-value at hypervisor'],
    ['a line break', () => refresh(PATH, { ...qemu, device: 'a\nb' }), 'wrong-value at device'],
    ['another way', () => refresh(PATH, { ...qemu, replaced: 'copy' } as never), 'wrong-value at replaced'],
  ])('refuses %s', (_, act, refusal) => {
    expect(refusalsOf(act)).toContain(refusal);
  });
});

describe('a longer image', () => {
  it.each([
    [undefined, 8192, 0],
    [8192, 8192, 0],
    [8192, 4096, 0],
    [4096, 8192, 1],
  ])('than %s with %d bytes is told %d times', (before, after, count) => {
    const issues = lengthIssues(before, after);
    expect(issues).toHaveLength(count);
    for (const { code, message } of issues)
      expect(`${code} ${message}`).toMatch(/^longer-than-before .*sees the first 4096/);
  });
});
