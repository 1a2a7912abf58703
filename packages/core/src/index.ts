export { InvalidInputError, type Issue, issueText, type Place, placeText, type Severity } from '@configdrive/issues';
export type { Content, Entry } from 'iso9660-format';
export { type AnswerOptions, answersOf } from './answers.ts';
export {
  type BuildOptions,
  type BuiltDrive,
  buildConfigDrive,
  type LayOutOptions,
  layOutConfigDrive,
} from './build.ts';
export { type ChangeOptions, changeOptionNames } from './changes/change.ts';
export { withGuestScript } from './changes/guest-script.ts';
export { withInstanceId } from './changes/instance-id.ts';
export { type MetadataInput, withMetadata } from './changes/metadata.ts';
export { withNetwork } from './changes/network.ts';
export { withoutPassword, withPassword } from './changes/password.ts';
export { withPublicKeys } from './changes/public-keys.ts';
export { withUserData } from './changes/user-data.ts';
export { allowableCodes, type CoreCode, coreCodes } from './codes.ts';
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
export { lengthIssues } from './delivery/length.ts';
export {
  type LibvirtRefresh,
  type QemuRefresh,
  type QmpCommand,
  type Refresh,
  type RefreshBase,
  type Refreshes,
  type RefreshOptions,
  type RefreshOptionsBy,
  refresh,
} from './delivery/refresh.ts';
export {
  type LibvirtReset,
  type QemuReset,
  type ResetBase,
  type ResetCommands,
  type ResetOptions,
  resetCommands,
} from './delivery/reset-commands.ts';
export {
  type Changed,
  type ChangedEntry,
  type ComparedDrive,
  type DriveDifference,
  diffDrives,
  type EntryKind,
  type OwnEntry,
} from './diff.ts';
export type { CheckOptions, ConfigDrive, DriveCheck, DriveOrigin, DriveTree, VolumeFields } from './drive.ts';
export { DriveContent } from './drive-content.ts';
export { type DrivePattern, drivePattern } from './drive-pattern.ts';
export type { Answer, Answers } from './formats/answer.ts';
export type { FormName } from './formats/forms.ts';
export { type GuestScript, guestScript } from './guest-script/document.ts';
export { type GuestScriptFile, guestScriptFiles } from './guest-script/files.ts';
export type {
  AddressInput,
  BondInput,
  DeviceInput,
  DriveInput,
  InjectedFileInput,
  NicInput,
  RouteInput,
  RouterInput,
  Triple,
  UserDataPart,
  VlanInput,
} from './input/drive-input.ts';
export { driveInputJsonSchema } from './input/json-schema.ts';
export { DEFAULT_LABEL, type DriveOptions, type MachineOptions } from './input/settings.ts';
export { type VmDataOptions, type VmFields, vmDataFrom } from './input/vm-data.ts';
export type { TreeName } from './labels.ts';
export { defaultLimits, type LimitOptions, type Limits } from './limits.ts';
export type { Machine } from './machine/machine.ts';
export { mimeUserData } from './machine/mime.ts';
export { type MachineInput, parseMachine } from './parse.ts';
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
