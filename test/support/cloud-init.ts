/** The real cloud-init as a judge of drives: its ConfigDrive or NoCloud source, and what its renderers make of the network. */
import { foundAt, programPath } from './foreign.ts';
import { extractWithBsdtar } from './readers/bsdtar.ts';
import { textOf } from './run.ts';
import { withTemporaryDirectory } from './temporary.ts';

export interface CloudInitDrive {
  /** The drive's tree, extracted. */
  readonly directory: string;
  /** Which of its sources reads it. Default: configDrive. */
  readonly source?: 'configDrive' | 'noCloud';
  /** NICs that exist, MAC in lower case → name. Default: every MAC of the network data, as eth0, eth1 … in link order. */
  readonly knownMacs?: Readonly<Record<string, string>>;
  /** Which renderers write its network. Default: all. */
  readonly renderers?: readonly RendererName[];
}

export type RendererName = 'eni' | 'netplan' | 'networkd' | 'sysconfig';

export interface Rendering {
  readonly error: string | null;
  /** Path below the root → text: `etc/network/interfaces`. */
  readonly files: Readonly<Record<string, string>>;
}

export interface NetplanRendering extends Rendering {
  /** The parsed YAML. */
  readonly netplan?: {
    readonly network: {
      readonly ethernets: Readonly<Record<string, NetplanNic>>;
      readonly bonds?: Readonly<Record<string, NetplanBond>>;
      readonly vlans?: Readonly<Record<string, NetplanVlan>>;
    };
  } | null;
  /** What `netplan generate` says against the whole file; null where it takes it, or is not on this machine. */
  readonly refusal?: string | null;
}

export interface NetplanNic {
  readonly addresses?: readonly string[];
  readonly dhcp4?: boolean;
  readonly dhcp6?: boolean;
  readonly gateway4?: string;
  readonly gateway6?: string;
  readonly mtu?: number;
  readonly nameservers?: { readonly addresses?: readonly string[] };
  readonly routes?: readonly { readonly to: string; readonly via: string }[];
}

/** The routers of the default routes; network config has two ways to name them. */
export const gatewaysOf = ({ routes = [], gateway4, gateway6 }: NetplanNic): readonly string[] => [
  ...routes.filter(({ to }) => to.endsWith('/0')).map(({ via }) => via),
  ...[gateway4, gateway6].filter((gateway) => gateway !== undefined),
];

export interface NetplanBond extends NetplanNic {
  readonly interfaces?: readonly string[];
  readonly macaddress?: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

export interface NetplanVlan extends NetplanNic {
  readonly id: number;
  readonly link: string;
  readonly macaddress?: string;
}

export interface RefusedVerdict {
  readonly accepted: false;
  /** Why the source refuses the drive. */
  readonly error: string;
  readonly warnings: readonly string[];
}

export interface AcceptedVerdict {
  readonly accepted: true;
  readonly warnings: readonly string[];
  readonly instanceId: string;
  /** Without the domain. */
  readonly hostname: string | null;
  readonly publicKeys: readonly string[];
  readonly availabilityZone: string | null;
  /** All of it as the source has it; binary values as empty objects. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly userData: Uint8Array | null;
  readonly vendorData: Uint8Array | null;
  /** The vendor data's `#cloud-config`, parsed as YAML. */
  readonly vendorConfig: Readonly<Record<string, unknown>> | null;
  /** Paths of `files` in the metadata. */
  readonly injectedFiles: readonly string[];
  /** Network config version 1; null where there is none, and then a guest uses DHCP, or nothing. */
  readonly networkConfig: { readonly version: 1; readonly config: readonly Readonly<Record<string, unknown>>[] } | null;
  readonly networkError: string | null;
  /** Where cloud-init's Init found it: `ds`, or `fallback` for DHCP on one NIC; with a null config `ds` is "switched off". */
  readonly networkSource: string | null;
  /** Empty without a network config. */
  readonly rendered: Partial<Record<Exclude<RendererName, 'netplan'>, Rendering>> & {
    readonly netplan?: NetplanRendering;
  };
}

export type CloudInitVerdict = RefusedVerdict | AcceptedVerdict;

interface RawAccepted extends Omit<AcceptedVerdict, 'userData' | 'vendorData'> {
  readonly userData: string | null;
  readonly vendorData: string | null;
}

const SCRIPT = new URL('./python/cloud_init_judge.py', import.meta.url).pathname;

/** One process judges any number of drives: 0.3 s to start, milliseconds a drive. Needs `cloudinit`; `netplan` has the last word. */
export function judgeWithCloudInit(drives: readonly CloudInitDrive[]): readonly CloudInitVerdict[] {
  const generator = foundAt('netplan');
  const words = generator === undefined ? [SCRIPT] : [SCRIPT, generator];
  const text = textOf(programPath('cloudinit'), words, { input: JSON.stringify(drives) });
  return (JSON.parse(text) as readonly (RawAccepted | RefusedVerdict)[]).map(verdictOf);
}

/** The verdict on one image, whose Rock Ridge tree is extracted first. Needs `cloudinit` and `bsdtar`. */
export const judgeImageWithCloudInit = (
  image: string,
  knownMacs?: Readonly<Record<string, string>>,
): CloudInitVerdict =>
  withTemporaryDirectory((directory) => {
    extractWithBsdtar(image, directory);
    const [verdict] = judgeWithCloudInit([knownMacs === undefined ? { directory } : { directory, knownMacs }]);
    if (verdict === undefined) throw new Error('cloud-init gave no verdict');
    return verdict;
  });

const verdictOf = (raw: RawAccepted | RefusedVerdict): CloudInitVerdict =>
  raw.accepted ? { ...raw, userData: bytesOf(raw.userData), vendorData: bytesOf(raw.vendorData) } : raw;

const bytesOf = (base64: string | null): Uint8Array | null =>
  base64 === null ? null : new Uint8Array(Buffer.from(base64, 'base64'));
