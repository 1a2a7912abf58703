/**
 * Signatures: HMAC-SHA-1 of the signed line, in base64. ApiServer.verifyRequest of CloudStack, which knows one form of the line;
 * here five encodings and two orders of names are accepted, the next only after a mismatch.
 */
import { checkArguments, isObject, kind, text } from '@configdrive/issues/arguments';
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { ApiError } from '../errors.ts';
import { MAX_EXPIRES_AHEAD_MILLISECONDS } from '../limits.ts';
import { base64 } from './base64.ts';
import { instantOf } from './dates.ts';
import { type RawParameters, rawParameters } from './decode.ts';
import { type Encoding, encodings, type NameOrder, signedLine } from './encodings.ts';

/** HMAC-SHA-1 of texts in UTF-8: a server may pass its platform's, which is faster. */
export type HmacSha1 = (key: string, message: string) => Uint8Array;

const portableHmac: HmacSha1 = (key, message) => hmac(sha1, utf8ToBytes(key), utf8ToBytes(message));

/** A secret of a user's, or undefined for a key that nobody has. */
export type SecretOf = (apiKey: string) => string | undefined | Promise<string | undefined>;

export interface VerifyOptions {
  readonly secretOf: SecretOf;
  readonly now: Date;
  /** True: only Java's encoding and names as they are sent, as CloudStack. */
  readonly onlyJava?: boolean;
  /** True: version 3 is mandatory, and `expires` at most 15 minutes ahead. */
  readonly mustExpire?: boolean;
  readonly hmacSha1?: HmacSha1;
}

/** Why a request is not verified. */
export type Refusal =
  | 'api-key-missing'
  | 'signature-missing'
  | 'api-key-unknown'
  | 'signature-wrong'
  | 'version-3-required'
  | 'expires-missing'
  | 'expires-invalid'
  | 'expired'
  | 'expires-too-far';

export type Verification =
  | {
      readonly isVerified: true;
      readonly apiKey: string;
      readonly version: 1 | 3;
      readonly encoding: Encoding;
      readonly order: NameOrder;
    }
  | {
      readonly isVerified: false;
      readonly refusal: Refusal;
      /** Whether the caller has shown to hold the key: then it may be told why. */
      readonly isHolder: boolean;
    };

/** The parameters in any case. */
interface Credentials {
  readonly apiKey: string | undefined;
  readonly signature: string | undefined;
  readonly version: string | undefined;
  readonly expires: string | undefined;
}

function credentialsOf(parameters: RawParameters): Credentials {
  const found = new Map(Array.from(parameters, ([name, value]) => [name.toLowerCase(), value]));
  return {
    apiKey: found.get('apikey'),
    signature: found.get('signature'),
    version: found.get('signatureversion'),
    expires: found.get('expires'),
  };
}

/** Signs parameters; without `encoding` and `order` as CloudStack itself expects it. The result is base64. */
export function sign(
  parameters: RawParameters,
  secretKey: string,
  { encoding, order, hmacSha1 = portableHmac }: SignOptions = {},
): string {
  checkArguments(['parameters', rawParameters, parameters], ['secretKey', text, secretKey]);
  return base64(hmacSha1(secretKey, signedLine(parameters, encoding, order)));
}

export interface SignOptions {
  readonly encoding?: Encoding;
  readonly order?: NameOrder;
  readonly hmacSha1?: HmacSha1;
}

/**
 * Verifies a signed request: never throws for what is in it. Which form of the line matched is part of the answer, for a log.
 * Whether it has expired is looked at after the signature, so that only who holds the key learns of it.
 */
export async function verify(parameters: RawParameters, options: VerifyOptions): Promise<Verification> {
  checkArguments(['parameters', rawParameters, parameters], ['options', verifyOptions, options]);
  const { apiKey, signature, version, expires } = credentialsOf(parameters);
  if (apiKey === undefined) return refused('api-key-missing');
  if (signature === undefined) return refused('signature-missing');
  const secret = await options.secretOf(apiKey);
  // An unknown key costs what a wrong signature costs at least.
  const form = matchingForm(
    parameters,
    signature,
    secret ?? NOBODY,
    secret === undefined || options.onlyJava === true,
    options,
  );
  if (secret === undefined || secret === '') return refused('api-key-unknown');
  if (form === undefined) return refused('signature-wrong');
  const refusal = refusalOfTime(version, expires, options);
  if (refusal !== undefined) return { isVerified: false, refusal, isHolder: true };
  return { isVerified: true, apiKey, version: version === '3' ? 3 : 1, ...form };
}

const verifyOptions = kind(
  'an object with secretOf (a function) and now (a Date)',
  (value) => isObject(value) && typeof value.secretOf === 'function' && value.now instanceof Date,
);

const NOBODY = 'nobody';

const refused = (refusal: Refusal): Verification => ({ isVerified: false, refusal, isHolder: false });

interface Form {
  readonly encoding: Encoding;
  readonly order: NameOrder;
}

const FORMS: readonly Form[] = (['as-sent', 'lower-case'] as const).flatMap((order) =>
  (Object.keys(encodings) as Encoding[]).map((encoding) => ({ encoding, order })),
);

/** Java's first; a line that was tried is not tried again, which most are. */
function matchingForm(
  parameters: RawParameters,
  signature: string,
  secret: string,
  onlyFirst: boolean,
  { hmacSha1 = portableHmac }: VerifyOptions,
): Form | undefined {
  const tried = new Set<string>();
  for (const form of onlyFirst ? FORMS.slice(0, 1) : FORMS) {
    const line = signedLine(parameters, form.encoding, form.order);
    if (tried.has(line)) continue;
    tried.add(line);
    if (isSame(base64(hmacSha1(secret, line)), signature)) return form;
  }
  return undefined;
}

/** Takes the same time wherever two texts of one length differ. */
function isSame(expected: string, given: string): boolean {
  let difference = expected.length ^ given.length;
  for (let index = 0; index < expected.length; index++)
    difference |= expected.charCodeAt(index) ^ given.charCodeAt(index);
  return difference === 0;
}

function refusalOfTime(
  version: string | undefined,
  expires: string | undefined,
  { now, mustExpire = false }: VerifyOptions,
): Refusal | undefined {
  if (version !== '3') return mustExpire ? 'version-3-required' : undefined;
  if (expires === undefined) return 'expires-missing';
  const milliseconds = instantOf(expires)?.getTime();
  if (milliseconds === undefined) return 'expires-invalid';
  const ahead = milliseconds - now.getTime();
  if (ahead < 0) return 'expired';
  return mustExpire && ahead > MAX_EXPIRES_AHEAD_MILLISECONDS ? 'expires-too-far' : undefined;
}

/** What everybody is told, whatever the reason: CloudStack's words. */
const PUBLIC_TEXT = 'unable to verify user credentials and/or request signature';

/** What only who holds the key is told. */
const HOLDER_TEXTS: Readonly<Partial<Record<Refusal, string>>> = {
  'version-3-required': 'this server takes signature version 3 only',
  'expires-missing': 'signature version 3 needs the parameter expires',
  'expires-invalid': 'expires must have the form 2026-01-15T09:01:00+0000',
  expired: 'the request has expired',
  'expires-too-far': 'expires is more than 15 minutes ahead',
};

/** The error 401 of a refusal: one text for all but those who have shown to hold the key. */
export function verificationError({
  refusal,
  isHolder,
}: {
  readonly refusal: Refusal;
  readonly isHolder: boolean;
}): ApiError {
  const more = isHolder ? HOLDER_TEXTS[refusal] : undefined;
  return new ApiError(401, more === undefined ? PUBLIC_TEXT : `${PUBLIC_TEXT}: ${more}`);
}
