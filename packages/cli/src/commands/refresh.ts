import { command } from '../framework/command.ts';
import { attachment } from './attachment.ts';
import { json } from './shared.ts';

const { firmware, machine, bus } = attachment.options;

export const refresh = command({
  name: 'refresh',
  summary: 'say what to run so that a running guest sees its new drive',
  description:
    "Says what to run so that a running guest sees a drive that was rebuilt: virsh's command lines, or commands for QEMU's monitor, one a line. Nothing is run. What is to be done in the guest stands in remarks between the lines of virsh, and in the JSON.",
  group: 'Make and change',
  operands: { image: { about: 'the image that the guest has as its drive' } },
  options: {
    hypervisor: { value: 'name', choices: ['libvirt', 'qemu'], about: 'output format (default: libvirt)' },
    domain: { value: 'name', about: 'the guest, in the words of libvirt' },
    device: { value: 'id', about: "the drive, in QEMU's words (default: the one of `attachment`)" },
    keepInode: { about: 'the image was written over in place' },
    notLonger: { about: 'it is no longer than before: written over in place, it needs no change of medium' },
    mounted: { about: 'the guest has it mounted and cannot let go: take the medium by force' },
    firmware,
    machine,
    bus,
    json,
  },
  examples: [
    'configdrive refresh i-2-10-VM.iso --domain web-1 | sh',
    'configdrive refresh i-2-10-VM.iso --domain web-1 --keep-inode --not-longer',
    'configdrive refresh i-2-10-VM.iso --hypervisor qemu | socat - UNIX-CONNECT:/run/web-1.qmp',
  ],
});
