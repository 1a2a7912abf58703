export { type ImageCode, type ImageIssue, imageCodes } from './codes.ts';
export type { DescriptorKind } from './descriptors.ts';
export {
  type DescriptorInfo,
  type Image,
  type ImageFacts,
  openImage,
  openImageSync,
  type SyncImage,
  type TreeOptions,
} from './image.ts';
export type { DescriptorLabel } from './labels.ts';
export { fixedLimits, type ReadLimits, type ReadOptions, readLimits } from './limits.ts';
export type { Namespace } from './namespaces.ts';
export type { Extent, ImageRecord, RecordKind } from './records.ts';
export type { ByteSource, ImageSource, SliceableBlob } from './source.ts';
export { type DescriptorSummary, type EntrySummary, type ImageSummary, summaryOf } from './summary.ts';
