/**
 * Names to identifiers of the plain tree: characters replaced, lengths cut, collisions numbered as genisoimage numbers
 * them (`public_keys000.txt`). The result depends on the set of names of a directory only (R51).
 */
import { type IdentifierRules, SEPARATOR_1 } from 'iso9660-format';
import type { Node } from './node.ts';

const DIGITS = 36;
const MINIMUM_NUMBER_LENGTH = 3;
/** An over-long extension leaves the name this many characters. */
const NAME_KEPT = 8;

interface Stem {
  readonly base: string;
  readonly extension: string;
}

/** One name that wants an identifier: a node of the tree. */
export type Named = Pick<Node, 'name' | 'kind'>;

/** The identifier that a name gets when no other name is in its way; without version. */
export function mangledIdentifier({ name, kind }: Named, rules: IdentifierRules): string {
  const isDirectory = kind === 'directory';
  // Where any number of dots may stay, a name that fits needs no taking apart.
  if (rules.dots === 'many' && name.length <= commonRoom(rules) && !isDotsOnly(name)) {
    const whole = replaced(name, true, rules);
    if (whole.length <= commonRoom(rules)) {
      return isDirectory || whole.includes(SEPARATOR_1) ? whole : whole + SEPARATOR_1;
    }
  }
  const stem = stemOf(name, isDirectory, rules);
  return isDirectory ? directoryIdentifier(stem, '', rules) : fileIdentifier(stem, '', rules);
}

/** Characters that fit wherever the dots of a name are. */
const commonRoom = (rules: IdentifierRules): number =>
  Math.min(
    rules.maximumNameLength,
    rules.maximumExtensionLength,
    rules.maximumFileLength - 1,
    rules.maximumDirectoryLength,
  );

function stemOf(name: string, isDirectory: boolean, rules: IdentifierRules): Stem {
  // Readers drop a dot at the end: "..." would become "..", which leads out of the directory.
  if (isDotsOnly(name)) return { base: '_'.repeat(name.length), extension: '' };
  // ECMA-119 7.6.1: a directory has no extension; its dots are characters like others.
  const dot = isDirectory ? -1 : name.lastIndexOf(SEPARATOR_1);
  const keepsDots = rules.dots === 'many';
  const base = replaced(dot < 0 ? name : name.slice(0, dot), keepsDots, rules);
  const extension = dot < 0 ? '' : replaced(name.slice(dot + 1), false, rules);
  return base === '' && !keepsDots ? { base: '_', extension } : { base, extension };
}

/** Whether a name has nothing but dots. */
export const isDotsOnly = (name: string): boolean => name.startsWith(SEPARATOR_1) && /^\.*$/.test(name);

const ASCII = /^[\0-\x7f]*$/;
const inside = { withoutDots: /^[A-Za-z0-9_]*$/, withDots: /^[A-Za-z0-9_.]*$/ } as const;
const outside = { withoutDots: /[^A-Za-z0-9_]/gu, withDots: /[^A-Za-z0-9_.]/gu } as const;

/** Every character outside the set becomes `_`, one for each byte it takes in UTF-8 (as genisoimage does). */
function replaced(part: string, keepsDots: boolean, rules: IdentifierRules): string {
  const cased = rules.letterCase === 'upper' ? upperAscii(part) : part;
  const set = keepsDots ? 'withDots' : 'withoutDots';
  if (inside[set].test(cased)) return cased;
  const pattern = outside[set];
  if (ASCII.test(cased)) return cased.replace(pattern, '_');
  return cased.replace(pattern, (character) => '_'.repeat(utf8LengthOf(character.codePointAt(0)!)));
}

// Only ASCII letters: "ß" would become two letters and "ı" another one.
const upperAscii = (text: string): string => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

const utf8LengthOf = (codePoint: number): number =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_0000 ? 3 : 4;

function directoryIdentifier({ base }: Stem, number: string, rules: IdentifierRules): string {
  return base.slice(0, rules.maximumDirectoryLength - number.length) + number;
}

function fileIdentifier({ base, extension }: Stem, number: string, rules: IdentifierRules): string {
  const { maximumFileLength, maximumExtensionLength, maximumNameLength } = rules;
  const extensionRoom = maximumFileLength - 1 - Math.min(base.length + number.length, NAME_KEPT);
  const cutExtension = extension.slice(0, Math.min(maximumExtensionLength, extensionRoom));
  const nameRoom = Math.min(maximumNameLength, maximumFileLength - 1 - cutExtension.length);
  return `${base.slice(0, nameRoom - number.length)}${number}${SEPARATOR_1}${cutExtension}`;
}

/** R39: what must differ in one directory: case-blind (most are in lower case already), without the bare final dot. */
function identityKey(identifier: string): string {
  const bare = identifier.endsWith(SEPARATOR_1) ? identifier.slice(0, -1) : identifier;
  return bare.toLowerCase();
}

/** Identifiers of the names of one directory, in their order, unique. Names come sorted. */
export function identifiersOf(names: readonly Named[], rules: IdentifierRules): string[] {
  const identifiers = names.map((named) => mangledIdentifier(named, rules));
  const taken = new Set(identifiers.map(identityKey));
  return taken.size === names.length ? identifiers : withoutCollisions(names, identifiers, rules);
}

function withoutCollisions(names: readonly Named[], identifiers: string[], rules: IdentifierRules): string[] {
  const taken = new Set<string>();
  const claim = (identifier: string): boolean => {
    const key = identityKey(identifier);
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  };
  // A name that needs no change keeps its identifier, whoever else would like it.
  const isKept = names.map(({ name }, index) => isUnchanged(name, identifiers[index]!) && claim(identifiers[index]!));
  const nextNumbers = new Map<string, number>();
  return names.map((named, index) => {
    const wanted = identifiers[index]!;
    if (isKept[index] || claim(wanted)) return wanted;
    return numbered(named, { rules, nextNumbers, claim });
  });
}

const isUnchanged = (name: string, identifier: string): boolean =>
  name === identifier || `${name}${SEPARATOR_1}` === identifier;

interface Numbering {
  readonly rules: IdentifierRules;
  /** Next number per stem: 100,000 names with one prefix take 100,000 steps, not their square. */
  readonly nextNumbers: Map<string, number>;
  readonly claim: (identifier: string) => boolean;
}

function numbered({ name, kind }: Named, { rules, nextNumbers, claim }: Numbering): string {
  const isDirectory = kind === 'directory';
  const stem = stemOf(name, isDirectory, rules);
  const withNumber = isDirectory ? directoryIdentifier : fileIdentifier;
  const key = withNumber(stem, '#'.repeat(MINIMUM_NUMBER_LENGTH), rules).toUpperCase();
  for (let number = nextNumbers.get(key) ?? 0; ; number++) {
    const digits = number.toString(DIGITS).toUpperCase().padStart(MINIMUM_NUMBER_LENGTH, '0');
    const identifier = withNumber(stem, digits, rules);
    if (claim(identifier)) {
      nextNumbers.set(key, number + 1);
      return identifier;
    }
  }
}
