/** What the tests of this workspace see of a layout beyond its places. No entry of the package: it would split its one file. */
export { type Area, areasOf, titleOf } from './areas.ts';
export { plannedImageOf } from './image-layout.ts';
export type { FileExtent, Node, NodeKind } from './node.ts';
export { type PlannedDirectory, type PlannedRecord, type RecordRole, recordsOf } from './planned.ts';
export type { PlannedImage, PlannedTree } from './planned-image.ts';
