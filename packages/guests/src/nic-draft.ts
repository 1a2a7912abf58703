/**
 * A NIC in the making, as a guest comes to its addresses one by one.
 */

import type { GuestReading } from './guest-reading.ts';
import type { GuestNic, GuestRoute } from './guest-view.ts';
import { JsonNumber, type JsonValue } from './json.ts';

type Fixed = 'kind' | 'name' | 'mac' | 'macMustExist' | 'mtu';

export interface NicDraft extends Pick<GuestNic, Fixed> {
  readonly addresses: string[];
  readonly dynamic: string[];
  readonly gateways: string[];
  readonly routes: GuestRoute[];
  readonly dns: string[];
}

export const nicDraft = (nic: Pick<GuestNic, Fixed>): NicDraft => ({
  ...nic,
  addresses: [],
  dynamic: [],
  gateways: [],
  routes: [],
  dns: [],
});

/** A number, or a text for a guest that takes one. */
export function mtuOf(mtu: JsonValue | undefined): number | string | undefined {
  if (mtu instanceof JsonNumber) return Number(mtu.text);
  return typeof mtu === 'string' ? mtu : undefined;
}

/** For guests that have one default route of each family, set by the last network that names one. */
export function reportLastDefaults({ findings }: GuestReading, path: string, nics: readonly GuestNic[]): void {
  for (const family of [':', '.']) {
    const gateways = nics.flatMap((nic) => nic.gateways.filter((gateway) => gateway.includes(family)));
    if (gateways.length < 2) continue;
    const why = `${gateways.length} default routes of one family: the last one counts`;
    findings.add('minor', 'default-routes-several', [path], why);
  }
}
