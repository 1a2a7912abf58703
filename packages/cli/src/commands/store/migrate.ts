/** `configdrive store migrate`: in one go, or with `--hold` up to where both drives are there. */
import { withMetadata } from '@configdrive/core';
import type { DriveChange } from '@configdrive/store';
import type { Context } from '../../frame/command.ts';
import type { MigrateOptions } from './command.ts';
import { storeOf } from './opening.ts';
import { report } from './report.ts';

export async function migrate(instance: string, options: MigrateOptions, { signal }: Context): Promise<void> {
  const { toRoot, ifMatch, location, json, hold = false } = options;
  const to = toRoot === undefined ? options.to : { location: options.to, root: toRoot };
  const store = storeOf(options);
  const migration = await store.migrate(instance, { to, ifMatch, location, change: changeOf(options), signal });
  const { source, drive } = migration;
  const outcome = hold ? 'held' : await migration.commit();
  const { location: reached, path, byteLength, issues } = drive;
  const arrived = { instance, location: reached, path, byteLength, outcome: 'written' };
  const drives = path === source.path ? [arrived] : [arrived, { ...source, outcome }];
  await report({ operation: 'migrate', drives, issues }, json);
}

const changeOf = ({ hostName }: MigrateOptions): DriveChange | undefined =>
  hostName === undefined
    ? undefined
    : (drive, change) => withMetadata(drive, { 'hypervisor-host-name': hostName }, change);
