/** Config drives of a whole fleet: many inputs become images on all cores, and an interrupted run goes on. */
export { type BuildManyOptions, buildMany, buildManyOptionNames } from './build-many.ts';
export type { CheckReference } from './check.ts';
export { type FleetCode, fleetCodes } from './codes.ts';
export { ndjsonOf } from './ndjson.ts';
export type {
  BuildSettings,
  BuiltDriveResult,
  DriveResult,
  FailedDriveResult,
  Fault,
  LineIdentity,
  UnchangedDriveResult,
} from './results.ts';
export { type Shard, shardOf } from './shard.ts';
