export { InvalidInputError, type Issue, issueText, type Place, placeText, type Severity } from '@configdrive/issues';
export type { Content, Entry } from 'iso9660-format';
export { type BuiltDrive, buildConfigDrive, type LayOutOptions, layOutConfigDrive } from './build.ts';
export type { ChangeOptions } from './changes/change.ts';
export { type MetadataInput, withMetadata } from './changes/metadata.ts';
export { withNetwork } from './changes/network.ts';
export { withoutPassword, withPassword } from './changes/password.ts';
export { withPublicKeys } from './changes/public-keys.ts';
export { withUserData } from './changes/user-data.ts';
export { type CoreCode, coreCodes } from './codes.ts';
export {
  type AttachmentOptions,
  type Attachments,
  attachment,
  type CdBus,
  type Hypervisor,
  type LibvirtAttachment,
  type QemuAttachment,
  type QemuMachineType,
} from './delivery/attachment.ts';
export {
  type Changed,
  type ChangedEntry,
  type ComparedDrive,
  type DriveDifference,
  diffDrives,
  type EntryKind,
  type OwnEntry,
} from './diff.ts';
export type { ConfigDrive, DriveCheck, VolumeFields } from './drive.ts';
export { type DrivePattern, drivePattern } from './drive-pattern.ts';
export { driveInputJsonSchema } from './input/json-schema.ts';
export { DEFAULT_LABEL, type DriveOptions } from './input/settings.ts';
export type {
  AddressInput,
  DeviceInput,
  DriveInput,
  InjectedFileInput,
  NicInput,
  Triple,
  UserDataPart,
} from './input/shape.ts';
export { type VmDataOptions, type VmFields, vmDataFrom } from './input/vm-data.ts';
export type { TreeName } from './labels.ts';
export { defaultLimits, type LimitOptions, type Limits } from './limits.ts';
export { mimeUserData } from './machine/mime.ts';
export { parseDriveInput } from './parse.ts';
export { type PlanOptions, planConfigDrive } from './plan.ts';
export { type Alias, cloudstack, type Profile, type ProfileName, portable, profiles } from './profiles.ts';
export { type ReadDriveOptions, readConfigDrive, readConfigDriveSync } from './reading/read-drive.ts';
export { type AgentCommand, agentCommandText, isoFileOf, readAgentCommand } from './wrappings/agent-command.ts';
export {
  type FoundFormat,
  type ImageFormat,
  type UnwrapOptions,
  type UnwrappedImage,
  unwrapImage,
  wrapImage,
} from './wrappings/wrappings.ts';
