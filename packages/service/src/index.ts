export { type ServiceCode, serviceCodes } from './codes.ts';
export { generateKey, type SealedPlace, type Sealer, sealerOf } from './seal.ts';
export { type BrokenConstraint, constraintOf } from './state/constraints.ts';
export { closeDatabase, type DatabaseConnection, openDatabase } from './state/database.ts';
export { migrate } from './state/migrate.ts';
export type * from './state/schema.ts';
