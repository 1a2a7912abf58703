export { type ImageCode, imageCodes } from './codes.ts';
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
export type { ImageIssue } from './image-issue.ts';
export type { ClaimKind } from './inventory/claims.ts';
export type { DescriptorLabel } from './labels.ts';
export { fixedLimits, type ReadLimits, type ReadOptions, readLimits } from './limits.ts';
export { type ImageMap, type MappedArea, mapImage, mapImageSync } from './map/map.ts';
export type { MappedField, MappedStructure } from './map/structures.ts';
export { mapText } from './map/text.ts';
export type { Namespace } from './namespaces.ts';
export type { Extent, ImageRecord, Obstacle, RecordKind } from './records.ts';
export { type ByteSource, byteSourceOf, type ImageSource, type SliceableBlob } from './source.ts';
export { type DescriptorSummary, type EntrySummary, type ImageSummary, summaryOf } from './summary.ts';
export { compareTrees, type TreeComparison, type TreeDifference, type TreeItem } from './tree-differences.ts';
export { extentKeyOf, type TreeRecord, treeIssuesOf } from './tree-issues.ts';
export { type VerifyOptions, verifyImage, verifyImageSync } from './verify/verify.ts';
