import { command } from '../framework/command.ts';
import { json } from './shared.ts';

export const attachment = command({
  name: 'attachment',
  summary: 'say how to attach an image as the second CD drive of a guest',
  description:
    "Says how to attach an image as the second CD drive of a guest: libvirt's disk element, or QEMU's arguments, one a line.",
  group: 'Make and change',
  operands: { image: { about: 'the image; it need not be there yet' } },
  options: {
    hypervisor: { value: 'name', choices: ['libvirt', 'qemu'], about: 'output format (default: libvirt)' },
    firmware: { value: 'name', choices: ['bios', 'uefi'], about: 'of the guest (default: bios)' },
    machine: {
      value: 'type',
      choices: ['i440fx', 'q35'],
      about: 'of the guest (default: what goes with the firmware)',
    },
    bus: { value: 'bus', choices: ['ide', 'sata', 'scsi'], about: 'of the drive (default: what CloudStack takes)' },
    json,
  },
  examples: [
    'configdrive attachment i-2-10-VM.iso > disk.xml && virsh attach-device web-1 disk.xml --config',
    'configdrive attachment i-2-10-VM.iso --hypervisor qemu --firmware uefi | xargs -d "\\n" qemu-system-x86_64 -m 512',
  ],
});
