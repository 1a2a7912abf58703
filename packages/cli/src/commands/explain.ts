import type { GuestName } from '@configdrive/guests';
import { command } from '../framework/command.ts';
import { image, json } from './shared.ts';

/**
 * The names of all guests, complete by their type. They are written out here, because the help must not load the library that
 * has the rules.
 */
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

const guestNames = Object.keys(known) as readonly GuestName[];

export const explain = command({
  name: 'explain',
  summary: 'tell which guests take a drive, and what they see',
  description:
    'Tells for each program that guests read config drives with whether it takes this one, what it would see, and what it would not like. Passwords, keys and user data are only said to be there.',
  group: 'Look',
  onlyLooks: true,
  operands: { image },
  options: {
    guest: { short: 'g', value: 'name', choices: guestNames, many: true, about: 'only this one, in detail' },
    json,
  },
  exitsOneWhen: 'a guest that is asked for does not take the drive; without --guest, cloud-init',
  examples: ['configdrive explain i-2-10-VM.iso', 'configdrive explain drive.iso --guest cloud-init'],
});
