/** Releases of one reader that make the same of a drive, said once. */
import type { Explanation } from '@configdrive/guests';

export interface JointExplanation extends Omit<Explanation, 'version'> {
  readonly versions: readonly string[];
}

export function togetherByReader(explanations: readonly Explanation[]): readonly JointExplanation[] {
  const joint = new Map<string, JointExplanation & { readonly versions: string[] }>();
  for (const { version, ...rest } of explanations) {
    const key = JSON.stringify(rest);
    const known = joint.get(key);
    if (known === undefined) joint.set(key, { ...rest, versions: [version] });
    else known.versions.push(version);
  }
  return [...joint.values()];
}
