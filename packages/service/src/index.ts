export { type ServiceCode, serviceCodes } from './codes.ts';
export { generateKey, type SealedPlace, type Sealer, sealerOf } from './seal.ts';
