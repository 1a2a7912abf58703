/**
 * network_data.json of one drive, open.
 */
import type { Place } from '@configdrive/issues';
import type { ExplainCode } from '../codes.ts';
import type { JsonObject } from '../json.ts';
import type { Reading } from '../reading.ts';
import type { SeenNetwork } from '../sees.ts';
import type { Release } from './releases.ts';

export interface NetworkReading {
  readonly reading: Reading;
  readonly release: Release;
  readonly path: string;
  readonly data: JsonObject;
  readonly stops: Set<SeenNetwork['stops'][number]>;
}

/** One such value, and netplan drops the whole file that cloud-init writes for it (`netplan generate` 0.106). */
export function refuseByNetplan(
  { reading, stops, release }: NetworkReading,
  code: ExplainCode,
  place: Place,
  why: string,
): void {
  if (!release.renders) return;
  stops.add('netplan');
  reading.findings.add('most', code, place, `${why}: guests with netplan set up no network`);
}
