/** One VM as an orchestrator knows it: both address families, keys, a password, binary-safe user data, custom parameters. */
import type { DriveInput } from '@configdrive/core';

export const TIMESTAMP = new Date('2026-03-01T12:34:56Z');

export const USER_DATA = '#cloud-config\nruncmd:\n  - [touch, /run/configured]\n';
export const PASSWORD = 'Vp7kQz';
export const HOSTNAME = 'web-1';
export const VM_ID = '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11';

export const KEYS = [
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd ops@example.org',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHzs2CzXRE9w5nTzPpzEzBfbY8MFUDVtjZP4aRgbTDyv deploy',
];

export const STATIC_MAC = '02:00:4c:5e:00:05';
export const DHCP_MAC = '02:00:4c:5e:00:06';

export const SAMPLE = {
  instanceName: 'i-2-10-VM',
  vmData: [
    ['userdata', 'user_data', btoa(USER_DATA)],
    ['metadata', 'service-offering', 'Medium Instance'],
    ['metadata', 'availability-zone', 'zone-1'],
    ['metadata', 'local-hostname', HOSTNAME],
    ['metadata', 'local-ipv4', '10.1.1.5'],
    ['metadata', 'department', 'Müller & Söhne'],
    ['metadata', 'public-ipv4', '10.1.1.5'],
    ['metadata', 'public-hostname', null],
    ['metadata', 'instance-id', VM_ID],
    ['metadata', 'vm-id', VM_ID],
    ['metadata', 'public-keys', KEYS.join('\n')],
    ['metadata', 'cloud-identifier', 'CloudStack-{7f4a1c}'],
    ['password', 'vm_password', PASSWORD],
  ],
  nics: [
    {
      deviceId: 0,
      mac: STATIC_MAC,
      mtu: 1450,
      default: true,
      ipv4: {
        address: '10.1.1.5/24',
        gateway: '10.1.1.1',
        dns: ['10.1.1.1', '8.8.8.8'],
        routes: [{ network: '10.9.0.0/16', gateway: '10.1.1.254' }],
      },
      ipv6: { address: '2001:db8::5/64', gateway: '2001:db8::1', dns: ['2001:db8::1'] },
    },
    { deviceId: 1, mac: DHCP_MAC, ipv4: 'dhcp', ipv6: 'slaac' },
  ],
} satisfies DriveInput;
