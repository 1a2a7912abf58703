/**
 * A virtual router for one guest: `configdrive serve` on the ports that CloudStack's routers have, in a network namespace with nothing
 * else in it. QEMU's user network is the guest's way to it: what it asks of the address that its lease names arrives at 127.0.0.1.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtBin } from '../cli/command.ts';

export interface MetadataRouter {
  /** An image: what is on it is handed out. */
  readonly drive: string;
  /** A directory: which passwords were taken. */
  readonly state: string;
  /** A file: a line for each request. */
  readonly log: string;
}

const ADDRESS = '10.1.1.1';
/** QEMU's DHCP server names itself, and a domain as CloudStack's routers do. */
const NETWORK = [
  'net=10.1.1.0/24',
  `host=${ADDRESS}`,
  'dhcpstart=10.1.1.5',
  'domainname=cs2cloud.internal',
  'ipv6=off',
];

/** cloud-init looks for its CloudStack source where the machine says that it is CloudStack's. */
const SMBIOS = 'type=1,manufacturer=Apache Software Foundation,product=CloudStack KVM Hypervisor';

/** Of QEMU: the guest's way to the router. */
export const networkWords = (id: string): readonly string[] => [
  '-smbios',
  SMBIOS,
  '-netdev',
  ['user', `id=${id}`, ...NETWORK].join(','),
];

const BESIDE_ROUTER = fileURLToPath(new URL('beside-router.mjs', import.meta.url));
/** All that runs in it ends with the first. */
const NAMESPACES = ['unshare', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Words that run the words after them beside the router. */
export function besideRouter({ drive, state, log }: MetadataRouter): readonly string[] {
  const names = ['--as', '127.0.0.1', '--host-name', ADDRESS];
  const places = ['--listen', '127.0.0.1:80', '--password-listen', '127.0.0.1:8080', '--state', state];
  const serve = [process.execPath, builtBin(), 'serve', drive, ...names, ...places, '--log', 'json'];
  return [...NAMESPACES, process.execPath, BESIDE_ROUTER, log, JSON.stringify(serve)];
}

/** What became of each question for the password, in order: `given`, `acknowledged`, `none`. */
export function passwordAnswersIn(log: string): readonly string[] {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  const events = lines.map((line) => JSON.parse(line) as { readonly password?: string });
  return events.flatMap(({ password }) => password ?? []);
}
