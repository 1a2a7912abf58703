/** Where requests come from: addresses, what each may have open at once, and whether an account lets it in. */
import ipaddr from 'ipaddr.js';

/** An address as it is logged, IPv4 in its own form also where it comes over IPv6; undefined for what is no address. */
export function sourceOf(remoteAddress: string | undefined): string | undefined {
  const [plain = ''] = (remoteAddress ?? '').split('%', 1);
  return ipaddr.isValid(plain) ? ipaddr.process(plain).toString() : undefined;
}

/** Who is one source for limits: an IPv4 address, or the 64 bits of a network of IPv6, all of which one host may have. */
export function limitKeyOf(source: string): string {
  const address = ipaddr.process(source);
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, 4).join(':') : source;
}

/** Whether an address is within one of the networks; one that cannot be read lets nobody in. */
export function isWithin(source: string, cidrs: readonly string[]): boolean {
  const address = ipaddr.process(source);
  return cidrs.some((cidr) => {
    if (!ipaddr.isValidCIDR(cidr)) return false;
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === address.kind() && address.match([network, bits]);
  });
}

/** Counts what sources have open, each and together. */
export class Slots {
  readonly #all: number;
  readonly #each: number;
  readonly #open = new Map<string, number>();
  #count = 0;

  constructor(all: number, each: number) {
    this.#all = all;
    this.#each = each;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes a slot, which `leave` gives back; or says which limit is reached. */
  enter(key: string): 'all' | 'each' | undefined {
    const open = this.#open.get(key) ?? 0;
    if (open >= this.#each) return 'each';
    if (this.#count >= this.#all) return 'all';
    this.#open.set(key, open + 1);
    this.#count += 1;
    return undefined;
  }

  leave(key: string): void {
    const open = this.#open.get(key) ?? 0;
    this.#count -= 1;
    if (open > 1) this.#open.set(key, open - 1);
    else this.#open.delete(key);
  }
}
