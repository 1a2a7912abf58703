/** What a store does, in one place to be loaded from: all of it needs the core. */
export { changeDrive, changes } from './change.ts';
export { commitMigration, rollBackMigration } from './end-migration.ts';
export { readDrive, statDrive } from './find.ts';
export { collectGarbage } from './gc.ts';
export { listDrives } from './list.ts';
export { migrateDrive } from './migrate.ts';
export { perform } from './perform.ts';
export { unlockDrive } from './unlock.ts';
