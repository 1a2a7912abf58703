/** The names of guests' programs, as words of options. */
import type { GuestName } from '@configdrive/guests';

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

export const guestNames = Object.keys(known) as readonly GuestName[];
