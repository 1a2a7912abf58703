/**
 * network_data.json of one drive, open.
 */
import type { Place } from '@configdrive/issues';
import type { GuestCode } from '../codes.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNetwork } from '../guest-view.ts';
import type { JsonObject } from '../json.ts';
import type { Release } from './releases.ts';

export interface NetworkReading {
  readonly reading: GuestReading;
  readonly release: Release;
  readonly path: string;
  readonly data: JsonObject;
  readonly stops: Set<GuestNetwork['stops'][number]>;
  /** True: a later card takes the place of the one that is read, and no renderer sees it. */
  readonly isReplaced?: boolean;
}

/** One such value, and netplan drops the whole file that cloud-init writes for it (`netplan generate` 0.106). */
export function refuseByNetplan(
  { reading, stops, release, isReplaced }: NetworkReading,
  code: GuestCode,
  place: Place,
  why: string,
): void {
  if (!release.renders || isReplaced === true) return;
  stops.add('netplan');
  reading.findings.add('major', code, place, `${why}: guests with netplan set up no network`);
}
