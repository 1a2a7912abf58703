/**
 * What is inside the base64 of an SSH public key: strings with a length before each (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4,
 * OpenSSH's PROTOCOL.u2f). The first is the type, the others are as sshd wants them of that type; one that it would not read is
 * no key. Not here: certificates, which as a line of authorized_keys let nobody in, and names of signature algorithms
 * (rsa-sha2-256) in the place of a type.
 */
import { decodeBase64 } from '../encoding/base64.ts';

/** Whether a field is what belongs there. */
type Field = (bytes: Uint8Array) => boolean;

/** Not negative; none at all is zero (RFC 4251 5). */
const isNumber: Field = (bytes) => (bytes[0] ?? 0) < 0x80;

/** OpenSSH reads no RSA key below 1024 bits. */
const isModulus: Field = (bytes) => isNumber(bytes) && bitLengthOf(bytes) >= 1024;

const isEd25519: Field = ({ byteLength }) => byteLength === 32;

/** What a token's key is for: `ssh:`. OpenSSH reads it as a text of C, which ends at NUL. */
const isApplication: Field = (bytes) => !bytes.subarray(0, -1).includes(0);

const isText =
  (text: string): Field =>
  (bytes) =>
    bytes.byteLength === text.length && bytes.every((byte, index) => byte === text.charCodeAt(index));

/** y² = x³ − 3x + b modulo p: the curves of NIST (SP 800-186, 3.2.1). */
interface Curve {
  readonly name: string;
  readonly byteLength: number;
  readonly p: bigint;
  readonly b: bigint;
}

const nistp256: Curve = {
  name: 'nistp256',
  byteLength: 32,
  p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
};
const nistp384: Curve = {
  name: 'nistp384',
  byteLength: 48,
  p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
};
const nistp521: Curve = {
  name: 'nistp521',
  byteLength: 66,
  p: 2n ** 521n - 1n,
  b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
};

/** Uncompressed, on the curve. */
const isPointOf =
  ({ byteLength, p, b }: Curve): Field =>
  (bytes) => {
    if (bytes.byteLength !== 1 + 2 * byteLength || bytes[0] !== 4) return false;
    const x = numberOf(bytes.subarray(1, 1 + byteLength));
    const y = numberOf(bytes.subarray(1 + byteLength));
    return x < p && y < p && (y * y - (x * x * x - 3n * x + b)) % p === 0n;
  };

const ecdsa = (curve: Curve): readonly Field[] => [isText(curve.name), isPointOf(curve)];

const fieldsByType: ReadonlyMap<string, readonly Field[]> = new Map([
  ['ssh-ed25519', [isEd25519]],
  ['ssh-rsa', [isNumber, isModulus]],
  ['ssh-dss', [isNumber, isNumber, isNumber, isNumber]],
  ['ecdsa-sha2-nistp256', ecdsa(nistp256)],
  ['ecdsa-sha2-nistp384', ecdsa(nistp384)],
  ['ecdsa-sha2-nistp521', ecdsa(nistp521)],
  ['sk-ssh-ed25519@openssh.com', [isEd25519, isApplication]],
  ['sk-ecdsa-sha2-nistp256@openssh.com', [...ecdsa(nistp256), isApplication]],
]);

/** One alphabet, and padded: OpenSSH reads no other base64. */
const openSshBase64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Whether the base64 holds a key of that type, whole and with nothing behind it. */
export function isKeyBlob(type: string, base64: string): boolean {
  const fields = fieldsByType.get(type);
  if (fields === undefined || !openSshBase64.test(base64)) return false;
  const decoded = decodeBase64(base64);
  const strings = 'bytes' in decoded ? stringsIn(decoded.bytes) : undefined;
  if (strings?.length !== fields.length + 1) return false;
  return [isText(type), ...fields].every((fits, index) => fits(strings[index] ?? new Uint8Array()));
}

/** The strings that make up the bytes; undefined where they do not. */
function stringsIn(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const strings: Uint8Array[] = [];
  let at = 0;
  while (at + 4 <= bytes.byteLength) {
    const end = at + 4 + uint32At(bytes, at);
    if (end > bytes.byteLength) return undefined;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return at === bytes.byteLength ? strings : undefined;
}

const uint32At = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) * 0x1_00_00_00 + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));

function bitLengthOf(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (bytes.byteLength - first) * 8 - Math.clz32(bytes[first] ?? 0) + 24;
}

const numberOf = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
