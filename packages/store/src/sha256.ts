/** SHA-256 by the platform: every runtime with the Web Cryptography API has it. */

/** Hashes bytes to 64 lower-case hex digits. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
