export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type PollOptions,
} from './client/client.ts';
export type { PlainValue, PlainValues } from './client/flatten.ts';
export {
  ApiError,
  type ErrorCode,
  errorCodes,
  errorOfIssues,
  invalid,
  invalidValue,
  missing,
  noSuchEntity,
  type ParameterProblem,
  parameterError,
  unknownCommand,
} from './errors.ts';
export * from './limits.ts';
export { listApis } from './list-apis.ts';
export type { AbortSignalLike, FetchLike, RequestLike, ResponseLike } from './platform.ts';
export {
  type CommandName,
  commandEntry,
  commandNames,
  commands,
  type Handlers,
  isCommandName,
  type ParametersOf,
  type ResponseOf,
} from './table/commands.ts';
export type * from './table/types.ts';
export { type Bound, bind, commandOf, type Paged, pageOf } from './wire/bind.ts';
export { dateText, instantOf } from './wire/dates.ts';
export { decode, encode, type RawParameters } from './wire/decode.ts';
export { type Encoding, encodings, type NameOrder, signedLine } from './wire/encodings.ts';
export { type Format, formatOf, rootOf, type Serialised, serialise, serialiseError } from './wire/serialise.ts';
export {
  type HmacSha1,
  type Refusal,
  type SecretOf,
  type SignOptions,
  sign,
  type Verification,
  type VerifyOptions,
  verificationError,
  verify,
} from './wire/signature.ts';
