/** Debian's real cloud-init reads back what the core plans: every password, every key, every form of network. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConfigDrive, NicInput } from '@configdrive/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AcceptedVerdict, type CloudInitVerdict, judgeWithCloudInit } from '../support/cloud-init.ts';
import { bytesAtHand } from '../support/contents.ts';
import { withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { planOf } from './helpers.ts';

const directory = useTemporaryDirectory();
let trees = 0;

/** The drive's openstack/ tree on disk; the image is for other tests. */
function treeOf({ entries }: ConfigDrive): { readonly directory: string } {
  const root = directory(`tree-${trees++}`);
  for (const { path, content } of entries) {
    if (!path.startsWith('openstack/') || content === undefined) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytesAtHand(content));
  }
  return { directory: root };
}

function accepted(verdict: CloudInitVerdict | undefined): AcceptedVerdict {
  if (verdict?.accepted !== true) throw new Error(`refused: ${verdict?.error}`);
  return verdict;
}

const judged = (drives: readonly ConfigDrive[]): readonly AcceptedVerdict[] =>
  judgeWithCloudInit(drives.map(treeOf)).map(accepted);

/** What YAML 1.1 takes for something other than a text, or JSON would change. */
const tricky = String.raw`
  s3cret a"b a'b a\b a:b #a !a &a *a [a] {a} %a @a |a >a - ,a ~ = << 123 0123 0o17 0x1F 0b101 1_000 +1 -1 1e5 1.5 .5 1.
  12:34:56 190:20:30 2026-03-01 2026-03-01T12:00:00Z yes No ON off True false null Null y N .inf .nan -.INF 😀 基盤 $HOME %s
  a%20b a\nb a\u0041 '' "" $6$abc$def`.trim();

/** With blanks inside, and with characters nobody sees. */
const trickier = [
  'a: b',
  'a #b',
  '- a',
  '? a',
  '`a',
  'a\tb',
  'a\u001bb',
  'a\u007fb',
  'a\u0085b',
  'a\u009fb',
  'a\u00a0b',
  'ä\u0308',
  'a\u2028b',
  'a\u2029b',
  'a\ufeffb',
  'a\ufffeb',
  'a\uffffb',
  'a'.repeat(255),
];

/** Those, and as many strange ones as chance gives, always the same. */
const passwords: readonly string[] = [
  ...tricky.split(/\s+/),
  ...trickier,
  ...fc.sample(
    fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter((text) => text.trim() === text && !/[\r\n\0]/.test(text) && text !== 'saved_password'),
    { seed: 1, numRuns: 150 },
  ),
];

withForeign(['cloudinit'], 'cloud-init on what the core plans', () => {
  it('takes every password as it was given', () => {
    expect(passwords.length).toBeGreaterThan(220);
    const drives = passwords.map((password) => planOf({ vmData: [['password', 'vm_password', password]] }));
    const verdicts = judged(drives);
    const wrong = verdicts.flatMap(({ vendorConfig, warnings }, index) =>
      vendorConfig?.password === passwords[index] && warnings.length === 0 ? [] : [`password ${index}`],
    );
    expect(wrong).toEqual([]);
    expect(verdicts[0]?.vendorConfig).toEqual({ password: 's3cret', chpasswd: { expire: false } });
  });

  it('lets SSH take it when asked', () => {
    const [verdict] = judged([planOf({ vmData: [['password', 'vm_password', 'a"b']], sshPwauth: true })]);
    expect(verdict?.vendorConfig).toEqual({ password: 'a"b', chpasswd: { expire: false }, ssh_pwauth: true });
  });

  it('renders every form of network as it was meant', () => {
    const mac = '02:00:4c:5e:00:05';
    const forms: readonly [NicInput, unknown][] = [
      [{ mac }, { dhcp4: true }],
      [{ mac, ipv6: 'dhcp' }, { dhcp6: true }],
      [
        { mac, ipv4: 'dhcp', ipv6: 'slaac' },
        { dhcp4: true, dhcp6: true },
      ],
      [
        { mac, mtu: 9000, ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1', dns: ['9.9.9.9'] } },
        {
          addresses: ['10.1.1.5/24'],
          mtu: 9000,
          nameservers: { addresses: ['9.9.9.9'] },
          routes: [{ to: '0.0.0.0/0', via: '10.1.1.1' }],
        },
      ],
      [
        {
          mac,
          ipv6: {
            address: '2001:db8::5/64',
            gateway: 'fe80::1',
            routes: [{ network: '2001:db8:9::/48', gateway: '2001:db8::fe' }],
          },
        },
        {
          addresses: ['2001:db8::5/64'],
          mtu: 1500,
          routes: [
            { to: '::/0', via: 'fe80::1' },
            { to: '2001:db8:9::/48', via: '2001:db8::fe' },
          ],
        },
      ],
    ];
    const verdicts = judged(forms.map(([nic]) => planOf({ nics: [nic] })));
    for (const [index, [, expected]] of forms.entries()) {
      const verdict = verdicts[index];
      expect(verdict?.networkError).toBeNull();
      expect(verdict?.rendered.netplan?.netplan?.network.ethernets.eth0).toMatchObject(expected as object);
    }
  });

  it('brings the NICs up by DHCP where their network is another’s, and refuses CloudStack’s drive without metadata', () => {
    const nic: NicInput = { mac: '02:00:4c:5e:00:05', ipv4: { address: '10.1.1.5/24' } };
    const options = { profile: 'cloudstack' } as const;
    const [portable, upstream, bare] = judgeWithCloudInit(
      [
        planOf({ nics: [{ ...nic, services: ['UserData'] }] }),
        planOf({ nics: [{ ...nic, services: ['UserData'] }], options }),
        planOf({ nics: [{ ...nic, services: ['Dhcp', 'Dns'] }], options }),
      ].map(treeOf),
    );
    expect(accepted(portable).networkConfig).toBeNull();
    expect(accepted(upstream).networkConfig?.config).toEqual([]);
    expect(bare?.accepted).toBe(false);
  });

  it('sets up no network without network_data.json: guests then use DHCP', () => {
    expect(judged([planOf({})])[0]?.networkConfig).toBeNull();
  });
});
