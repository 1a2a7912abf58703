/** The small drive of S1–S3: metadata, user data of 1 KB, password and md5, three JSON files, one hard link. */
import { parseMachine, planConfigDrive } from '@configdrive/core';

export const TIMESTAMP = new Date('2026-03-01T12:34:56Z');

const metadata = {
  'service-offering': 'Medium Instance',
  'availability-zone': 'zone-1',
  'local-hostname': 'web-1',
  'local-ipv4': '10.1.1.5',
  'public-ipv4': '203.0.113.7',
  'public-hostname': '203.0.113.7',
  'instance-id': '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11',
  'vm-id': '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11',
  'public-keys': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd ops@example.org',
  'cloud-identifier': 'CloudStack-{7f4a1c}',
  'hypervisor-host-name': 'kvm-17',
};

/** A drive input; `number` makes each one different. */
export const inputOf = (number) => ({
  instanceName: `i-2-${number}-VM`,
  vmData: [
    ['userdata', 'user_data', Buffer.from(`#cloud-config\n# ${number}\n`.padEnd(1024, '#')).toString('base64')],
    ...Object.entries(metadata).map(([name, value]) => ['metadata', name, value]),
    ['password', 'vm_password', `Vp7k${number}`],
  ],
  nics: [
    {
      deviceId: 0,
      mac: '02:00:4c:5e:00:05',
      mtu: 1450,
      ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1', dns: ['10.1.1.1', '8.8.8.8'] },
      ipv6: { address: '2001:db8::5/64', gateway: '2001:db8::1', dns: ['2001:db8::1'] },
    },
  ],
});

const KEYS = ['ops', 'dev'].map(
  (name) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd ${name}@example.org`,
);

/** A cloud-config such as people write: a user, packages, a file, commands. */
const cloudConfigOf = (number) => `#cloud-config
hostname: web-${number}
users:
  - default
  - name: ops
    groups: [sudo]
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
    ssh_authorized_keys:
${KEYS.map((key) => `      - ${key}\n`).join('')}package_update: true
packages:
  - nginx
  - qemu-guest-agent
  - [libpython3-dev, 3.11.2-1]
write_files:
  - path: /etc/nginx/conf.d/site.conf
    permissions: "0644"
    content: |
      server {
        listen 80;
        server_name web-${number}.example.org;
      }
runcmd:
  - systemctl enable --now nginx
  - [sh, -c, "echo ready > /run/ready"]
`;

/** The input of a usual drive, whose user data has something in it for a guest. */
export const usualInputOf = (number) => {
  const { vmData, ...others } = inputOf(number);
  return { ...others, vmData: vmData.slice(1), userData: cloudConfigOf(number) };
};

/** Peers write no aliases: 18 names, the hard link among them. */
export const profile = { aliases: [] };

/** The entries of a drive, and the same as the peers take them: files, and links to one of them. */
export function driveOf(number, profiles) {
  const machine = parseMachine(inputOf(number), { profile: profiles });
  const { entries } = planConfigDrive(machine, { timestamp: TIMESTAMP });
  const files = [];
  const links = [];
  const first = new Map();
  for (const { path, content } of entries) {
    if (content === undefined) continue;
    if (first.has(content)) {
      links.push([path, first.get(content)]);
      continue;
    }
    first.set(content, path);
    files.push([path, content.text()]);
  }
  return { entries, files, links };
}
