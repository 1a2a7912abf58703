/**
 * Identifiers of files and directories (ECMA-119, 2nd edition, 7.4–7.6, 9.3, 10; Joliet specification): what they may
 * hold and how they are ordered. Rules are values, so that a writer and a verifier can name the same ones.
 */

/** ECMA-119 7.5.1: between name and extension, and between extension and version. */
export const SEPARATOR_1 = '.';
export const SEPARATOR_2 = ';';
/** R49: the version every file gets. */
export const FILE_VERSION = ';1';

/** How identifiers of the plain tree look. Lengths are characters without the version. */
export interface IdentifierRules {
  readonly name: string;
  readonly letterCase: 'upper' | 'kept';
  /** Only one dot in a file's identifier and none in a directory's, or as many as the name has. */
  readonly dots: 'one' | 'many';
  readonly maximumNameLength: number;
  readonly maximumExtensionLength: number;
  /** Name, dot and extension together. */
  readonly maximumFileLength: number;
  readonly maximumDirectoryLength: number;
  /** ECMA-119 10.1, 10.2: levels 1 and 2 have one section per file. */
  readonly maximumSections: number;
}

export type IdentifierRulesName = 'level-1' | 'level-2' | 'level-3' | 'relaxed';

const strict = { letterCase: 'upper', dots: 'one' } as const;
// ECMA-119 7.5.1: name and extension together have at most 30 characters, so 31 with the dot.
const long = {
  maximumNameLength: 30,
  maximumExtensionLength: 30,
  maximumFileLength: 31,
  maximumDirectoryLength: 31,
} as const;

/** ECMA-119 10.1–10.3, and what `-ldots -allow-lowercase -allow-multidot -l` makes of them (CloudStack, nova). */
export const identifierRules: Readonly<Record<IdentifierRulesName, IdentifierRules>> = {
  'level-1': {
    name: 'level-1',
    ...strict,
    maximumNameLength: 8,
    maximumExtensionLength: 3,
    maximumFileLength: 12,
    maximumDirectoryLength: 8,
    maximumSections: 1,
  },
  'level-2': { name: 'level-2', ...strict, ...long, maximumSections: 1 },
  'level-3': { name: 'level-3', ...strict, ...long, maximumSections: Number.POSITIVE_INFINITY },
  relaxed: {
    name: 'relaxed',
    letterCase: 'kept',
    dots: 'many',
    ...long,
    maximumNameLength: 31,
    maximumExtensionLength: 30,
    maximumSections: Number.POSITIVE_INFINITY,
  },
};

/** Compares code units. */
export const compareUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const SPACE = 0x20;

/**
 * Compares two stretches as if the shorter were padded on the right with spaces (ECMA-119 9.3). On stretches and not on
 * parts cut out: a directory of a hundred thousand names is sorted by this.
 */
function comparePadded(a: string, firstA: number, lastA: number, b: string, firstB: number, lastB: number): number {
  const length = Math.max(lastA - firstA, lastB - firstB);
  for (let index = 0; index < length; index++) {
    const unitA = firstA + index < lastA ? a.charCodeAt(firstA + index) : SPACE;
    const unitB = firstB + index < lastB ? b.charCodeAt(firstB + index) : SPACE;
    if (unitA !== unitB) return unitA - unitB;
  }
  return 0;
}

/** Where name and extension of a file identifier end (ECMA-119 7.5.1). With several dots the last one separates. */
function stemEndOf(identifier: string): number {
  const semicolon = identifier.lastIndexOf(SEPARATOR_2);
  return semicolon < 0 ? identifier.length : semicolon;
}

function nameEndOf(identifier: string, stemEnd: number): number {
  const dot = identifier.lastIndexOf(SEPARATOR_1, stemEnd - 1);
  return dot < 0 ? stemEnd : dot;
}

/** 0 when there is none. */
const versionOf = (identifier: string, stemEnd: number): number => Number(identifier.slice(stemEnd + 1)) || 0;

/** The parts of a file identifier; `version` is a number, 0 when there is none. */
export interface IdentifierParts {
  readonly name: string;
  readonly extension: string;
  readonly version: number;
}

/** ECMA-119 7.5.1. With several dots (relaxed rules) the last one separates. */
export function identifierParts(identifier: string): IdentifierParts {
  const stemEnd = stemEndOf(identifier);
  const nameEnd = nameEndOf(identifier, stemEnd);
  return {
    name: identifier.slice(0, nameEnd),
    extension: identifier.slice(nameEnd + 1, Math.max(nameEnd + 1, stemEnd)),
    version: versionOf(identifier, stemEnd),
  };
}

/**
 * ECMA-119 9.3 (R38): name, then extension, both padded with spaces, then version descending. Comparing whole
 * identifiers goes wrong because `;` sorts after digits and `.` before them.
 */
export function comparePlainIdentifiers(a: string, b: string): number {
  const stemEndA = stemEndOf(a);
  const stemEndB = stemEndOf(b);
  const nameEndA = nameEndOf(a, stemEndA);
  const nameEndB = nameEndOf(b, stemEndB);
  return (
    comparePadded(a, 0, nameEndA, b, 0, nameEndB) ||
    comparePadded(a, nameEndA + 1, stemEndA, b, nameEndB + 1, stemEndB) ||
    versionOf(b, stemEndB) - versionOf(a, stemEndA)
  );
}

/** ECMA-119 6.9.1 (R42): directory identifiers in a path table, padded with spaces. */
export const comparePlainDirectories = (a: string, b: string): number => comparePadded(a, 0, a.length, b, 0, b.length);

/** Joliet: whole identifiers by units, padded with zeros (R78). */
export const compareJolietIdentifiers = compareUnits;

/** R39: what two identifiers of one directory must differ in: no version, no bare final dot, case-blind. */
export const identityOf = (identifier: string): string =>
  identifier
    .replace(/;[0-9]*$/, '')
    .replace(/\.$/, '')
    .toUpperCase();

/** Joliet specification: units a name may not hold (R74). */
export const jolietForbidden = /[\u0000-\u001f*/:;?\\]/;

/** R73: units of a Joliet identifier. */
export const jolietNameLimits = { standardUnits: 64, relaxedUnits: 103 } as const;
