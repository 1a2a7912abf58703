export { type ServerCode, serverCodes } from './codes.ts';
export { directorySource, imageSource } from './guests/directory-source.ts';
export type { GuestFacts } from './guests/guest.ts';
export { type MemorySource, memorySource } from './guests/memory-source.ts';
export { type LoadedGuests, type LoadOptions, loadGuests } from './guests/roster.ts';
export type { DriveSource, SourceEntry } from './guests/source.ts';
export { storeSource } from './guests/store-source.ts';
export { defaultServiceLimits, type ServiceLimitOptions, type ServiceLimits } from './limits.ts';
export {
  memoryLedger,
  openPasswordLedger,
  type PasswordLedger,
  type PasswordLedgerOptions,
} from './passwords/ledger.ts';
export type { PasswordEvent } from './passwords/protocol.ts';
export {
  DEFAULT_NETWORK,
  type ListenAt,
  type ListenOptions,
  type SaveOptions,
  type ServeOptions,
  type ServiceEvent,
} from './service/options.ts';
export { type MetadataService, type OpenListener, serveMetadata } from './service/serve.ts';
