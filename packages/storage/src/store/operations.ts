/** What a store does, in one place to be loaded from: all of it needs the core. */
export { changeDrive, changes } from './changing.ts';
export { collectGarbage } from './collecting.ts';
export { createDrive } from './creation.ts';
export { readDrive, statDrive } from './finding.ts';
export { listDrives } from './listing.ts';
export { migrateDrive } from './migration.ts';
export { removeDrive } from './removal.ts';
