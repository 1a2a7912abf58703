/** Every fixture of the one boot. A new file in fixtures/ is named here, so that losing one is an error and not a silence. */
import type { Fixture } from './fixture.ts';
import { fixtures as changedDrives } from './fixtures/changed-drives.ts';
import { fixtures as configDrives } from './fixtures/config-drives.ts';
import { fixtures as controls } from './fixtures/controls.ts';
import { fixtures as large } from './fixtures/large.ts';
import { fixtures as nasty } from './fixtures/nasty.ts';
import { fixtures as writerImages } from './fixtures/written.ts';

export const ALL_FIXTURES: readonly Fixture[] = [
  ...controls,
  ...writerImages,
  ...configDrives,
  ...changedDrives,
  ...nasty,
  ...large,
];
