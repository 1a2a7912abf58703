/** The judges of contents are judged: cloud-init and jsonschema on documents whose verdicts are on record. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import {
  type AcceptedVerdict,
  type CloudInitVerdict,
  judgeImageWithCloudInit,
  judgeWithCloudInit,
} from '../support/cloud-init.ts';
import { samplePath, withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { schemaComplaints } from '../support/json-schema.ts';
import { makeWithGenisoimage } from '../support/makers.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();

const NETWORK_DATA = {
  links: [
    { id: 'eth0', type: 'phy', ethernet_mac_address: '02:00:4C:5E:00:05', mtu: 1500 },
    { id: 'eth1', type: 'phy', ethernet_mac_address: '02:00:4C:5E:00:06' },
  ],
  networks: [
    {
      id: 'eth0',
      link: 'eth0',
      type: 'ipv4',
      ip_address: '10.1.1.5',
      netmask: '255.255.255.0',
      routes: [{ network: '0.0.0.0', netmask: '0.0.0.0', gateway: '10.1.1.1' }],
    },
    { id: 'eth1', link: 'eth1', type: 'ipv4_dhcp' },
  ],
  services: [{ type: 'dns', address: '8.8.8.8' }],
};

const DRIVE: Readonly<Record<string, string>> = {
  'meta_data.json': JSON.stringify({
    uuid: 'u-1',
    hostname: 'web1.example.com',
    public_keys: { k: 'ssh-ed25519 AAA me' },
  }),
  user_data: '#cloud-config\n{}\n',
  'vendor_data.json': JSON.stringify({ 'cloud-init': '#cloud-config\npassword: "a: b"\n' }),
  'network_data.json': JSON.stringify(NETWORK_DATA),
};

/** A tree with the given files below openstack/latest; null leaves one out. */
function treeWith(name: string, changes: Readonly<Record<string, string | null>> = {}): string {
  for (const [file, text] of Object.entries({ ...DRIVE, ...changes })) {
    const path = directory(name, 'openstack/latest', file);
    mkdirSync(dirname(path), { recursive: true });
    if (text !== null) writeFileSync(path, text);
  }
  return directory(name);
}

function accepted(verdict: CloudInitVerdict | undefined): AcceptedVerdict {
  if (verdict?.accepted === true) return verdict;
  throw new Error(`refused: ${verdict?.error ?? 'no verdict'}`);
}

withForeign(['cloudinit'], 'cloud-init on a sound drive', () => {
  const verdict = () => accepted(judgeWithCloudInit([{ directory: treeWith('sound') }])[0]);

  it('takes instance id, host name, keys and user data', () => {
    expect(verdict()).toMatchObject({
      instanceId: 'u-1',
      hostname: 'web1',
      publicKeys: ['ssh-ed25519 AAA me'],
      vendorConfig: { password: 'a: b' },
      warnings: [],
    });
    expect(Buffer.from(verdict().userData ?? []).toString()).toBe(DRIVE.user_data);
  });

  it('renders the addresses for netplan, ifupdown, networkd and sysconfig', () => {
    const { rendered } = verdict();
    const nic = rendered.netplan?.netplan?.network.ethernets.eth0;
    expect(nic).toMatchObject({
      addresses: ['10.1.1.5/24'],
      routes: [{ to: '0.0.0.0/0', via: '10.1.1.1' }],
      mtu: 1500,
    });
    expect(rendered.eni?.files['etc/network/interfaces']).toContain('address 10.1.1.5/24');
    expect(rendered.networkd?.files['etc/systemd/network/10-cloud-init-eth0.network']).toContain('Address=10.1.1.5/24');
    expect(rendered.sysconfig?.files['etc/sysconfig/network-scripts/ifcfg-eth0']).toContain('IPADDR=10.1.1.5');
  });

  it('has no network config without network data', () => {
    const [bare] = judgeWithCloudInit([{ directory: treeWith('bare', { 'network_data.json': null }) }]);
    expect(accepted(bare).networkConfig).toBeNull();
  });

  it('says so when a NIC does not exist', () => {
    const [absent] = judgeWithCloudInit([
      { directory: treeWith('absent'), knownMacs: { '02:00:00:00:00:99': 'eth0' } },
    ]);
    expect(accepted(absent).networkError).toContain('Unable to find a system nic');
  });
});

withForeign(['cloudinit', 'bsdtar', 'genisoimage'], 'cloud-init on an image', () => {
  it('judges the extracted Rock Ridge tree', () => {
    makeWithGenisoimage(treeWith('mastered'), directory('mastered.iso'), 'config-2');
    expect(accepted(judgeImageWithCloudInit(directory('mastered.iso'))).instanceId).toBe('u-1');
  });
});

withForeign(['cloudinit'], 'cloud-init on broken drives', () => {
  it.each([
    ['no uuid', { 'meta_data.json': '{"hostname": "x"}' }, "No 'uuid' entry in metadata"],
    ['no metadata', { 'meta_data.json': null }, 'not claimed'],
    ['vendor data that is no JSON', { 'vendor_data.json': '{"cloud-init": "a"b"}' }, 'vendor_data.json'],
    ['network data that is null', { 'network_data.json': 'null' }, 'network_data.json'],
  ] as const)('refuses %s', (name, changes, error) => {
    const [verdict] = judgeWithCloudInit([{ directory: treeWith(name, changes) }]);
    expect(verdict).toMatchObject({ accepted: false });
    expect(verdict?.accepted === false && verdict.error).toContain(error);
  });
});

interface RecordedVerdict {
  readonly cloud_init_22_4_2: { readonly exit: number; readonly errors: readonly string[] };
  readonly nova_schema: boolean;
}

withSampleData('recorded verdicts on network data', () => {
  const recorded = () =>
    JSON.parse(readFileSync(samplePath('expected', 'network_data-verdicts.json'), 'utf8')) as Record<
      string,
      RecordedVerdict
    >;
  const documents = () =>
    readdirSync(samplePath('network_data')).map(
      (name) => [name, readFileSync(samplePath('network_data', name), 'utf8')] as const,
    );

  withForeign(['jsonschema'], 'by nova’s schema', () => {
    it('are what the schema judge says today', () => {
      const names = documents().map(([name]) => name);
      const parsed = documents().map(([, text]) => JSON.parse(text) as unknown);
      const complaints = schemaComplaints(samplePath('schemas', 'nova-network_data.ecma.schema.json'), parsed);
      const verdicts = Object.fromEntries(names.map((name, at) => [name, complaints[at]?.length === 0]));
      const expected = recorded();
      expect(verdicts).toEqual(Object.fromEntries(names.map((name) => [name, expected[name]?.nova_schema])));
    });
  });

  withForeign(['cloudinit'], 'by cloud-init', () => {
    it('refused drives are refused here too', () => {
      const drives = documents().map(([name, text]) => ({
        directory: treeWith(`sample ${name}`, { 'network_data.json': text }),
      }));
      const verdicts = judgeWithCloudInit(drives);
      const refused = documents()
        .filter((_, at) => verdicts[at]?.accepted === false)
        .map(([name]) => name);
      const expected = recorded();
      expect(refused).toEqual(
        documents()
          .map(([name]) => name)
          .filter((name) => expected[name]?.cloud_init_22_4_2.exit === 1),
      );
    });
  });
});
