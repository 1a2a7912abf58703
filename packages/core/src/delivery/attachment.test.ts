import { describe, expect, it } from 'vitest';
import { refusalsOf } from '../../../../test/core/helpers.ts';
import { type AttachmentOptions, attachment } from './attachment.ts';

const PATH = '/mnt/primary/configdrive/i-2-10-VM.iso';
const NODE = `{"driver":"raw","node-name":"configdrive","read-only":true,"file":{"driver":"file","filename":"${PATH}"}}`;
const CD = 'drive=configdrive,id=configdrive-cd';

type Choice = Omit<AttachmentOptions, 'hypervisor'>;

describe('attachment', () => {
  it.each<[Choice, string, readonly string[]]>([
    [{}, 'ide hdd', [`ide-cd,bus=ide.1,unit=1,${CD}`]],
    [{ firmware: 'uefi' }, 'sata sde', [`ide-cd,bus=ide.4,${CD}`]],
    [{ machine: 'q35' }, 'sata sde', [`ide-cd,bus=ide.4,${CD}`]],
    [
      { firmware: 'uefi', machine: 'i440fx' },
      'sata sde',
      ['ahci,id=configdrive-bus', `ide-cd,bus=configdrive-bus.4,${CD}`],
    ],
    [
      { bus: 'scsi' },
      'scsi sde',
      ['virtio-scsi-pci,id=configdrive-bus', `scsi-cd,bus=configdrive-bus.0,scsi-id=4,${CD}`],
    ],
    [
      { bus: 'scsi', machine: 'q35', firmware: 'uefi' },
      'scsi sde',
      ['virtio-scsi-pci,id=configdrive-bus', `scsi-cd,bus=configdrive-bus.0,scsi-id=4,${CD}`],
    ],
  ])('with %j is %s', (choice, place, devices) => {
    const { bus, target, xml } = attachment(PATH, { hypervisor: 'libvirt', ...choice });
    expect(`${bus} ${target}`).toBe(place);
    expect(xml).toContain(`<target dev='${target}' bus='${bus}'/>`);
    const { arguments: words } = attachment(PATH, { hypervisor: 'qemu', ...choice });
    expect(words.filter((_, index) => words[index - 1] === '-device')).toEqual(devices);
    expect(words[words.indexOf('-blockdev') + 1]).toBe(NODE);
  });

  it('is read-only, and never what a guest boots from', () => {
    expect(attachment(PATH, { hypervisor: 'libvirt' }).xml).toBe(
      [
        "<disk type='file' device='cdrom'>",
        "  <driver name='qemu' type='raw'/>",
        `  <source file='${PATH}'/>`,
        "  <target dev='hdd' bus='ide'/>",
        '  <readonly/>',
        '</disk>',
      ].join('\n'),
    );
  });

  it('takes any path that a file can have', () => {
    const path = `/a&b/<c>/'d'/"e",f=g/ü 😀.iso`;
    expect(attachment(path, { hypervisor: 'libvirt' }).xml).toContain(
      `file='/a&amp;b/&lt;c&gt;/&apos;d&apos;/&quot;e&quot;,f=g/ü 😀.iso'`,
    );
    const { arguments: words } = attachment(path, { hypervisor: 'qemu' });
    expect(JSON.parse(words[words.indexOf('-blockdev') + 1] ?? '')).toMatchObject({ file: { filename: path } });
  });

  it.each<[string, object, readonly string[]]>([
    ['drive.iso', {}, ['attachment-impossible at path']],
    ['/a\n.iso', {}, ['attachment-impossible at path']],
    ['/\ud800.iso', {}, ['attachment-impossible at path']],
    [PATH, { machine: 'q35', bus: 'ide' }, ['attachment-impossible at bus']],
    [PATH, { hypervisor: 'vmware', bus: 'virtio' }, ['wrong-value at hypervisor', 'wrong-value at bus']],
    [PATH, { firmware: 'coreboot', machine: 'toString' }, ['wrong-value at firmware', 'wrong-value at machine']],
  ])('of %j with %j is refused', (path, choice, refusals) => {
    const options = { hypervisor: 'libvirt', ...choice } as AttachmentOptions;
    expect(refusalsOf(() => attachment(path, options))).toEqual(refusals);
  });
});
