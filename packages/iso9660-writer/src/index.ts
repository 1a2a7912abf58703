export { type Area, areasOf, layoutText, titleOf } from './areas.ts';
export { type WriterIssueCode, writerCodes } from './codes.ts';
export { chunksOf, collect, isSynchronous, type StreamOptions, slicesOf, toBytes, toStream } from './emit.ts';
export { type ImagePattern, imagePattern, type PlacedImage } from './image-pattern.ts';
export type { JolietNameRules } from './joliet-names.ts';
export { type ImageLayout, layOutImage, type TreeLayout } from './layout.ts';
export type { FileExtent, Node, NodeKind } from './node.ts';
export type { ImageOptions, VolumeDescriptorFields } from './options.ts';
export { type PlannedDirectory, type PlannedRecord, type RecordRole, recordsOf } from './planned.ts';
