/**
 * Contents at rest: AES-256-GCM with a key that is kept apart from the database, so that the database alone opens nothing. What is
 * sealed is bound to its table, column and row: moved elsewhere it does not open. Its text names the key, for a later change of keys.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { bytes as bytesKind, checkArguments, isObject, kind, text as textKind } from '@configdrive/issues/arguments';
import { serviceRefusal } from './codes.ts';

/** Where a sealed value is kept. */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  /** Of the row; it never changes. */
  readonly id: string;
}

/** Seals and opens with one key. */
export interface Sealer {
  /** Of the key, 8 hex digits; tells nothing of it. */
  readonly keyId: string;
  /** Seals a text or bytes: `v1.<key id>.<nonce, tag and ciphertext in base64url>`. */
  seal(content: string | Uint8Array, place: SealedPlace): string;
  /** @throws InvalidInputError `sealed-value-invalid` */
  open(sealed: string, place: SealedPlace): Uint8Array;
  /** @throws InvalidInputError `sealed-value-invalid` */
  openText(sealed: string, place: SealedPlace): string;
}

const KEY_BYTES = 32;
/** NIST SP 800-38D 8.2.2: a random nonce of 96 bits serves 2^32 values of one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';
const KEY_ID_DIGITS = 8;

/** Makes a key as the key file has it: 32 random bytes in base64url. */
export const generateKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

/**
 * Makes the sealer of a key.
 *
 * @param key As `generateKey` gives it; white space around it is left out.
 * @throws InvalidInputError `service-key-invalid`
 */
export function sealerOf(key: string): Sealer {
  checkArguments(['key', textKind, key]);
  const secret = keyBytesOf(key);
  const keyId = createHash('sha256').update('configdrive key id').update(secret).digest('hex').slice(0, KEY_ID_DIGITS);
  const open = (sealed: string, place: SealedPlace): Uint8Array => {
    checkArguments(['sealed', textKind, sealed], ['place', placeKind, place]);
    return opened(secret, keyId, sealed, place);
  };
  return {
    keyId,
    open,
    openText: (sealed, place) => Buffer.from(open(sealed, place)).toString('utf8'),
    seal: (content, place) => {
      checkArguments(['content', contentKind, content], ['place', placeKind, place]);
      return sealedWith(secret, keyId, content, place);
    },
  };
}

const contentKind = kind('a text or bytes', (value) => textKind.is(value) || bytesKind.is(value));

const placeKind = kind(
  'an object with table, column and id',
  (value) => isObject(value) && [value.table, value.column, value.id].every((word) => textKind.is(word) && word !== ''),
);

function keyBytesOf(key: string): Buffer {
  const word = key.trim();
  const bytes = Buffer.from(word, 'base64url');
  if (bytes.length === KEY_BYTES && bytes.toString('base64url') === word) return bytes;
  throw serviceRefusal('service-key-invalid', ['key'], `must be ${KEY_BYTES} bytes in base64url`);
}

/** As JSON, so that no two places have the same text. */
const boundTo = ({ table, column, id }: SealedPlace, keyId: string): Buffer =>
  Buffer.from(JSON.stringify([VERSION, keyId, table, column, id]));

function sealedWith(secret: Buffer, keyId: string, content: string | Uint8Array, place: SealedPlace): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(boundTo(place, keyId));
  const plain = typeof content === 'string' ? Buffer.from(content) : content;
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return [VERSION, keyId, Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url')].join('.');
}

function opened(secret: Buffer, keyId: string, sealed: string, place: SealedPlace): Uint8Array {
  const [version, sealedBy, body = '', ...more] = sealed.split('.');
  const where = [place.table, place.column, place.id];
  if (version !== VERSION || more.length > 0) {
    throw serviceRefusal('sealed-value-invalid', where, 'is not a sealed value');
  }
  if (sealedBy !== keyId) throw serviceRefusal('sealed-value-invalid', where, 'was sealed with another key');
  const bytes = Buffer.from(body, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(place, keyId)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw serviceRefusal('sealed-value-invalid', where, 'was changed, or moved from another place');
  }
}
