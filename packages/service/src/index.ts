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
