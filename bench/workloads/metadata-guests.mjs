/** The guests of the metadata service's workloads: ten names and 2 KB of user data each. */

/** In 127.4.0.0/14, which loopback has. */
export const addressOf = (index) =>
  `127.${4 + Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`;

const NAMES = [
  'service-offering',
  'availability-zone',
  'local-hostname',
  'public-keys',
  'cloud-identifier',
  'cloud-name',
  'role',
];

export const textOf = (index, name) => `${name} of guest ${index}`;

export const userDataOf = (index) => `#cloud-config\n# ${index}\n`.padEnd(2048, '#');

/** The input of a machine that asks from its own address. */
export const machineOf = (index) => ({
  vmData: [
    ['metadata', 'vm-id', `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`],
    ['metadata', 'local-ipv4', addressOf(index)],
    ...NAMES.filter((name) => name !== 'public-keys').map((name) => ['metadata', name, textOf(index, name)]),
    [
      'metadata',
      'public-keys',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd ops@example.org',
    ],
  ],
  userData: userDataOf(index),
});

/** What each guest asks, again and again. */
export const PATHS = [
  '/latest/meta-data/vm-id',
  '/latest/user-data',
  '/latest/meta-data/local-hostname',
  '/latest/meta-data/availability-zone',
];
