import type { GuestName } from '@configdrive/guests';
import { command } from '../framework/command.ts';
import { image, json } from './shared.ts';

/** Complete by its type. The names themselves are here, because the help must not load the library that has the rules. */
const known: Readonly<Record<GuestName, true>> = {
  'cloud-init': true,
  'cloud-init-nocloud': true,
  'cloudbase-init': true,
  'ignition-cloudstack': true,
  'ignition-openstack': true,
  'afterburn-cloudstack': true,
  'afterburn-openstack': true,
  talos: true,
  'freebsd-nuageinit': true,
  cirros: true,
  vyos: true,
  ironic: true,
  'cloudstack-scripts-linux': true,
  'cloudstack-script-windows': true,
};

const readerNames = Object.keys(known) as readonly GuestName[];

export const explain = command({
  name: 'explain',
  summary: 'tell which guests take a drive, and what they see',
  description:
    'Tells for each program that guests read config drives with whether it takes this one, what it would see, and what it would not like. Passwords, keys and user data are only said to be there.',
  group: 'Look',
  onlyLooks: true,
  operands: { image },
  options: {
    reader: { short: 'r', value: 'name', choices: readerNames, many: true, about: 'only this one, in detail' },
    json,
  },
  exitsOneWhen: 'a reader that is asked for does not take the drive; without --reader, cloud-init',
  examples: ['configdrive explain i-2-10-VM.iso', 'configdrive explain drive.iso --reader cloud-init'],
});
