export { layoutText } from './areas.ts';
export { type WriterIssueCode, writerCodes } from './codes.ts';
export { chunksOf, collect, isSynchronous, type StreamOptions, slicesOf, toBytes, toStream } from './emit.ts';
export { extendedLayout } from './extended.ts';
export { fileEntriesOf, type ImageLayout, type Places, type TreePlaces } from './image-layout.ts';
export { type ImagePattern, imagePattern, type PlacedImage } from './image-pattern.ts';
export type { JolietNameRules } from './joliet-names.ts';
export { layOutImage } from './layout.ts';
export type { ImageOptions, VolumeDescriptorFields } from './options.ts';
