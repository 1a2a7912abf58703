/** The judge of every image that a test makes: our own verifier at its strictest, since no foreign reader checks the rules. */

import type { ImageSource } from 'iso9660-reader';
import { type ImageIssue, verifyImage, verifyImageSync } from 'iso9660-reader';

/** What config drives deviate in on purpose: labels in lower case, depth, relaxed identifiers. */
export const DELIBERATE: readonly string[] = ['R15', 'R36', 'R47', 'R48'];

/** What a strict verifier says of an image, one line each, but for the rules that may be broken. Empty: sound. */
export const complaintsOf = (bytes: Uint8Array, mayBreak: readonly string[] = DELIBERATE): readonly string[] =>
  linesOf(verifyImageSync(bytes, { strict: true }), mayBreak);

/** The same of an image that need not be in memory. */
export const complaintsOfSource = async (
  source: ImageSource,
  mayBreak: readonly string[] = DELIBERATE,
): Promise<readonly string[]> => linesOf(await verifyImage(source, { strict: true }), mayBreak);

function linesOf(issues: readonly ImageIssue[], mayBreak: readonly string[]): readonly string[] {
  return issues
    .filter(({ rule, code }) => code !== 'more-of-the-same' && (rule === undefined || !mayBreak.includes(rule)))
    .map(
      ({ rule, severity, code, message, block, byte }) => `${rule} ${severity} ${code} at ${block}+${byte}: ${message}`,
    );
}
