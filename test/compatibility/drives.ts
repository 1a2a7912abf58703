/** The rows: drives that this library makes, each with one thing of its own. */
import type { DriveInput, DriveOptions, NicInput } from '@configdrive/core';
import { VM_ID } from '../core/helpers.ts';
import { SAMPLE } from '../drive/sample.ts';

export interface CompatibilityDrive {
  readonly name: string;
  readonly input: DriveInput;
  readonly options: DriveOptions;
}

const MACS = ['02:00:4c:5e:00:0a', '02:00:4c:5e:00:0b'];

const BOND: readonly NicInput[] = [
  ...MACS.map((mac): NicInput => ({ mac })),
  {
    bond: { links: ['eth0', 'eth1'], mode: '802.3ad' },
    ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1', dns: ['10.1.1.53'] },
  },
  { vlan: { id: 602, link: 'bond0' }, ipv4: { address: '10.6.2.5/24' } },
];

const bond: DriveInput = { vmData: [VM_ID], nics: BOND };
const { nics: _, ...withoutNics } = SAMPLE;
const ignition: DriveInput = {
  vmData: [VM_ID],
  nics: SAMPLE.nics ?? [],
  userData: '{"ignition": {"version": "3.3.0"}}',
};
const broken: DriveInput = {
  vmData: [VM_ID],
  nics: SAMPLE.nics ?? [],
  userData: '#cloud-config\npackages:\n\t- vim\n',
};

export const DRIVES: readonly CompatibilityDrive[] = [
  { name: 'portable', input: SAMPLE, options: {} },
  { name: 'portable, no NICs', input: withoutNics, options: {} },
  { name: 'portable, `emptyNetworkData: write`', input: withoutNics, options: { emptyNetworkData: 'write' } },
  { name: 'portable, bond and VLAN', input: bond, options: {} },
  { name: 'portable, Ignition', input: ignition, options: {} },
  { name: 'portable, a tab in the cloud-config', input: broken, options: {} },
  { name: 'portable, label `cloud`', input: SAMPLE, options: { label: 'cloud' } },
  { name: 'profile `cloudstack`', input: SAMPLE, options: { profile: 'cloudstack' } },
  { name: 'tree `openstack`', input: SAMPLE, options: { tree: 'openstack' } },
  { name: 'tree `openstack`, dated', input: SAMPLE, options: { tree: 'openstack', openstackVersions: 'dated' } },
  { name: 'tree `openstack`, bond and VLAN', input: bond, options: { tree: 'openstack' } },
  { name: 'tree `nocloud`', input: SAMPLE, options: { tree: 'nocloud' } },
  { name: 'tree `nocloud`, bond and VLAN', input: bond, options: { tree: 'nocloud' } },
];
