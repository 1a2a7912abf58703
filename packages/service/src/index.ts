export { type ServiceCode, serviceCodes } from './codes.ts';
export { defaultRimLimits, type RimLimitOptions, type RimLimits } from './http/limits.ts';
export type {
  ApiContext,
  ApiEvent,
  Caller,
  FaultEvent,
  ListenPlace,
  RequestEvent,
  ServeApiOptions,
} from './http/options.ts';
export { type ApiServer, serveApi } from './http/serve.ts';
export { generateKey, type SealedPlace, type Sealer, sealerOf } from './seal.ts';
export { type BrokenConstraint, constraintOf } from './state/constraints.ts';
export { closeDatabase, type DatabaseConnection, openDatabase } from './state/database.ts';
export { migrate } from './state/migrate.ts';
export type * from './state/schema.ts';
