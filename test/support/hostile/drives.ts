/** Hostile drives: well-made images whose files are anything, and whose links lead anywhere. The same from a seed everywhere. */
import type { Entry } from 'iso9660-format';
import { layOutImage, toBytes } from 'iso9660-writer';
import { type Random, randomFrom } from '../../hostile/random.ts';
import { CANARY, damaged, repeated } from './chance.ts';
import { hostileEc2, hostileMetaData, hostileNetworkData, hostileVendorData } from './json.ts';
import { hostileInterfaces, hostileNetworkConfig } from './network.ts';
import { hostileUserData, textOf } from './user-data.ts';
import { hostileYaml } from './yaml.ts';

export interface HostileDrive {
  readonly label: string;
  readonly entries: readonly Entry[];
  readonly image: Uint8Array;
}

const TIMESTAMP = new Date('2026-07-01T00:00:00Z');

type Maker = (random: Random) => string | Uint8Array;
type Files = Readonly<Record<string, Maker>>;

const vendorData: Maker = (random) => hostileVendorData(random, () => textOf(random));

const openStack = (folder: string): Files => ({
  [`${folder}/meta_data.json`]: hostileMetaData,
  [`${folder}/network_data.json`]: hostileNetworkData,
  [`${folder}/vendor_data.json`]: vendorData,
  [`${folder}/vendor_data2.json`]: vendorData,
  [`${folder}/user_data`]: hostileUserData,
});

const short: Maker = (random) => random.pick(['web-1', '', 'a\nb', 'x'.repeat(300), '\u0000', '10.1.1.5']);
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGm me\n';

const cloudStack: Files = {
  'cloudstack/metadata/vm-id.txt': short,
  'cloudstack/metadata/instance-id.txt': short,
  'cloudstack/metadata/local-hostname.txt': short,
  'cloudstack/metadata/public-keys.txt': (random) => damaged(random, repeated(random, key)),
  'cloudstack/password/vm_password.txt': () => CANARY,
  'cloudstack/userdata/user_data.txt': hostileUserData,
};

const noCloud: Files = {
  'meta-data': (random) =>
    random.below(3) === 0
      ? `instance-id: i-1\nnetwork-interfaces: |\n${hostileInterfaces(random).replace(/^/gm, '  ')}`
      : `instance-id: i-1\nlocal-hostname: web-1\n${hostileYaml(random)}`,
  'user-data': hostileUserData,
  'vendor-data': hostileUserData,
  'network-config': hostileNetworkConfig,
};

const others: Files = {
  'ec2/latest/meta-data.json': hostileEc2,
  'ec2/latest/user-data': hostileUserData,
  'meta.js': hostileMetaData,
  'openstack/content/0000': hostileInterfaces,
  'openstack/content/0001': (random) => random.bytes(random.below(100)),
};

const TREES: readonly Files[] = [
  openStack('openstack/latest'),
  { ...openStack('openstack/latest'), ...others },
  { ...openStack('openstack/latest'), ...cloudStack },
  { ...openStack('openstack/2018-08-27'), ...openStack('openstack/latest') },
  noCloud,
  noCloud,
  { ...noCloud, ...openStack('openstack/latest') },
];

const LABELS = ['config-2', 'CONFIG-2', 'cidata', 'CIDATA', 'other'];

/** The drive of a seed; `only`: the one file that is kept beside metadata, for looking closer at what a seed has shown. */
export function hostileDrive(seed: number): HostileDrive {
  const random = randomFrom(seed);
  const files = Object.entries(random.pick(TREES)).filter(() => random.below(5) > 0);
  const isNoCloud = files.some(([path]) => path === 'meta-data');
  const entries: Entry[] = files.map(([path, make]) => ({ path, content: contentOf(random, make) }));
  if (random.below(3) === 0) entries.push(...links(random, entries));
  const label = random.below(4) === 0 ? random.pick(LABELS) : isNoCloud ? 'cidata' : 'config-2';
  return { label, entries, image: imageOf(label, entries) };
}

/** Well beyond what is parsed. */
const MOST_BYTES = 3 * 1024 * 1024;

/** Bytes always, as of a drive that is read; now and then not UTF-8. */
function contentOf(random: Random, make: Maker): Uint8Array {
  const made = make(random);
  const bytes = typeof made === 'string' ? new TextEncoder().encode(made.slice(0, MOST_BYTES)) : made;
  if (random.below(40) > 0 || bytes.byteLength === 0) return bytes;
  const spoiled = Uint8Array.from(bytes);
  spoiled[random.below(spoiled.byteLength)] = 0xff;
  return spoiled;
}

const volume = (volumeIdentifier: string) => ({ volumeIdentifier, timestamp: TIMESTAMP });

const imageOf = (label: string, entries: readonly Entry[]): Uint8Array =>
  toBytes(layOutImage(entries, { ...volume(label), joliet: { maximumUnits: 103, overlong: 'cut' } }));

const STEPS = ['..', '.', '', '/', 'nowhere', 'a', 'openstack', 'latest'];

/** Chains, loops, long ways; some in the place of a file that guests look for. */
function links(random: Random, entries: readonly Entry[]): readonly Entry[] {
  const count = random.pick([1, 3, 41, 200]);
  const chain = Array.from({ length: count }, (_, index) => ({
    path: `l${index}`,
    target:
      index + 1 < count ? `${'./'.repeat(random.below(100))}l${index + 1}` : random.pick(['l0', 'a', '.', 'openstack']),
  }));
  const taken = new Set(entries.map(({ path }) => path));
  const inPlace = ['openstack/latest/user_data', 'user-data', 'meta-data', 'openstack/content/0002', 'l/x/y']
    .filter((path) => !taken.has(path) && random.below(2) === 0)
    .map((path) => ({ path, target: random.pick(['/l0', '../../l0', 'l0', path, targetOf(random)]) }));
  return [...chain, ...inPlace];
}

const targetOf = (random: Random): string =>
  Array.from({ length: 1 + random.below(random.pick([4, 300])) }, () => random.pick(STEPS))
    .join('/')
    .slice(0, 1000) || '.';
