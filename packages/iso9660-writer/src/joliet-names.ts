/** Names to Joliet identifiers (R73–R76): forbidden characters replaced, lengths checked or cut, collisions numbered. */
import { jolietForbidden } from 'iso9660-format';
import { isDotsOnly } from './names.ts';

export interface JolietNameRules {
  /** 64 by the specification, 103 as most makers and readers allow. */
  readonly maximumUnits: number;
  /** What happens to a longer name. */
  readonly overlong: 'refuse' | 'cut';
}

const FORBIDDEN = new RegExp(jolietForbidden.source, 'g');

/** The identifier that a name gets when no other name is in its way. */
export function jolietIdentifier(name: string, { maximumUnits }: JolietNameRules): string {
  // R77: Linux, Windows and 7-Zip drop dots at the end; of "..." they would leave nothing, or "..".
  if (isDotsOnly(name)) return '_'.repeat(Math.min(name.length, maximumUnits));
  const clean = jolietForbidden.test(name) ? name.replace(FORBIDDEN, '_') : name;
  return clean.length <= maximumUnits ? clean : cut(clean, maximumUnits);
}

/** R75: never half of a surrogate pair. */
function cut(text: string, units: number): string {
  const isPairSplit = units > 0 && (text.charCodeAt(units - 1) & 0xfc00) === 0xd800;
  return text.slice(0, isPairSplit ? units - 1 : units);
}

/** Identifiers of the names of one directory, in their order, unique. Names come sorted. */
export function jolietIdentifiersOf(names: readonly string[], rules: JolietNameRules): string[] {
  const identifiers = names.map((name) => jolietIdentifier(name, rules));
  // Names differ; so do identifiers where nothing had to change.
  if (identifiers.every((identifier, index) => identifier === names[index])) return identifiers;
  const taken = new Set(identifiers);
  if (taken.size === names.length) return identifiers;
  const kept = new Set(names.filter((name, index) => name === identifiers[index]));
  const nextNumbers = new Map<string, number>();
  return identifiers.map((identifier, index) => {
    if (identifier === names[index]) return identifier;
    if (kept.has(identifier)) return numbered(identifier, { rules, kept, nextNumbers });
    kept.add(identifier);
    return identifier;
  });
}

interface Numbering {
  readonly rules: JolietNameRules;
  readonly kept: Set<string>;
  readonly nextNumbers: Map<string, number>;
}

/** A longer extension is cut before the name is. */
const MAXIMUM_EXTENSION_UNITS = 16;

/** `name (2).txt` as a file manager would, cut so that it fits. */
function numbered(identifier: string, { rules, kept, nextNumbers }: Numbering): string {
  const dot = identifier.lastIndexOf('.');
  const base = dot > 0 ? identifier.slice(0, dot) : identifier;
  const extension = dot > 0 ? cut(identifier.slice(dot), MAXIMUM_EXTENSION_UNITS) : '';
  for (let number = nextNumbers.get(identifier) ?? 2; ; number++) {
    const tail = ` (${number})${extension}`;
    const candidate = cut(base, Math.max(0, rules.maximumUnits - tail.length)) + tail;
    if (kept.has(candidate)) continue;
    nextNumbers.set(identifier, number + 1);
    kept.add(candidate);
    return candidate;
  }
}
