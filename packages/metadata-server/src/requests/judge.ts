/** What is wrong with a request before anybody looks who sent it. Pure. */
import type { ServiceLimits } from '../limits.ts';

/** What there is of a request beside its body, as it came. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** Name, value, name, value …, each time they came. */
  readonly rawHeaders: readonly string[];
  readonly httpVersionMajor: number;
  readonly httpVersionMinor: number;
}

export type RefusalStatus = 400 | 403 | 405 | 413 | 431;

/** Headers that proxies set, and somebody who would like to be somebody else. */
const FORWARDING: ReadonlySet<string> = new Set([
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-originating-ip',
  'true-client-ip',
  'x-instance-id',
  'x-instance-id-signature',
  'x-tenant-id',
  'x-metadata-provider',
  'x-metadata-provider-signature',
]);

/** What a listener takes. */
export interface Accepted {
  readonly methods: readonly string[];
  /** The longest body; 0: none. */
  readonly bodyBytes: number;
}

/** What guests may send. */
export const LOOKING: Accepted = { methods: ['GET', 'HEAD'], bodyBytes: 0 };

/** Says with which status a request is refused; undefined: it may be answered. `isHost`: a name under which the service is asked. */
export function refusalOf(
  head: RequestHead,
  limits: Pick<ServiceLimits, 'headers'>,
  isHost: (host: string) => boolean,
  { methods, bodyBytes }: Accepted = LOOKING,
): RefusalStatus | undefined {
  const { method, rawHeaders, httpVersionMajor, httpVersionMinor } = head;
  if (httpVersionMajor !== 1) return 400;
  if (rawHeaders.length > 2 * limits.headers) return 431;
  if (!methods.includes(method)) return 405;
  let host: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    const value = rawHeaders[at + 1] ?? '';
    if (FORWARDING.has(name)) return 403;
    if (name === 'transfer-encoding') return 400;
    if (name === 'content-length' && Number(value) > bodyBytes) return bodyBytes === 0 ? 400 : 413;
    if (name === 'host') {
      if (host !== undefined || !isHost(value)) return 400;
      host = value;
    }
  }
  return host === undefined && httpVersionMinor > 0 ? 400 : undefined;
}

/** The value of a header that must stand there once: undefined where it does not, or does twice. */
export function onlyHeader(rawHeaders: readonly string[], wanted: string): string | undefined {
  let found: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== wanted) continue;
    if (found !== undefined) return undefined;
    found = rawHeaders[at + 1];
  }
  return found;
}

const HOST = /^(?:\[(?<ipv6>[0-9a-f:.]{2,45})(?:%[a-z0-9._-]{1,32})?\]|(?<name>[a-z0-9._-]{1,253}))(?::[0-9]{1,5})?$/i;

/**
 * `data-server:8080` → `data-server`; `[2001:db8::1]:80` → `2001:db8::1`. Undefined for what is no host. Python's clients, cloud-init
 * among them, write the zone, too (`[fe80::a9fe:a9fe%eth0]`): the guest's own name of the link, which says nothing here.
 */
export function hostNameOf(host: string): string | undefined {
  const found = HOST.exec(host)?.groups;
  return (found?.ipv6 ?? found?.name)?.toLowerCase();
}
