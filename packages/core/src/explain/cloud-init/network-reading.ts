/**
 * network_data.json of one drive, open.
 */
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
