/**
 * zod's issues in our words. zod's own messages are never used: ours name what belongs there and never what came.
 */
import { type Place, printable } from '@configdrive/issues';
import { nearestWord } from '@configdrive/issues/arguments';
import type * as z from 'zod';
import type { CoreCode } from '../codes.ts';
import type { CoreIssues } from '../issues.ts';
import { driveShape } from './shape.ts';

type ShapeIssue = z.core.$ZodIssue;

/** Other words for a key, as other tools call it. A word counts where the object has the key. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ['macaddress', 'mac'],
  ['hwaddr', 'mac'],
  ['gw', 'gateway'],
  ['gateway4', 'gateway'],
  ['gateway6', 'gateway'],
  ['via', 'gateway'],
  ['to', 'network'],
  ['destination', 'network'],
  ['nameservers', 'dns'],
  ['nameserver', 'dns'],
  ['dnsservers', 'dns'],
  ['ip', 'address'],
  ['interfaces', 'nics'],
  ['networks', 'nics'],
  ['name', 'instanceName'],
  ['hostname', 'instanceName'],
  ['metadata', 'vmData'],
  ['triples', 'vmData'],
  ['password', 'vmData'],
  ['parent', 'link'],
  ['parents', 'links'],
  ['members', 'links'],
]);

/** Of an unknown key no more is kept, or shown. */
const LONGEST_KEY = 64;

/** A known key that is near is looked for among all of them. */
const MOST_SUGGESTIONS = 200;

/** Adds each of zod's issues to the report, at its place. */
export function reportShape(issues: readonly ShapeIssue[], place: Place, report: CoreIssues): void {
  for (const issue of issues) reportOne(issue, [...place, ...issue.path.map(stepOf)], report);
}

const stepOf = (step: PropertyKey): string | number => (typeof step === 'symbol' ? 'symbol' : step);

function reportOne(issue: ShapeIssue, place: Place, report: CoreIssues): void {
  switch (issue.code) {
    case 'unrecognized_keys':
      reportUnknownKeys(issue.keys, place, report);
      return;
    case 'invalid_union':
      reportUnion(issue.errors, place, report);
      return;
    case 'too_small':
    case 'too_big':
      report.add('wrong-length', place, lengthOf(place));
      return;
    case 'invalid_value':
      report.add('wrong-value', place, `must be ${expected([issue])}`);
      return;
    default:
      report.add('wrong-type', place, `must be ${expected([issue])}${quoteHint([issue])}`);
  }
}

function reportUnknownKeys(keys: readonly string[], place: Place, report: CoreIssues): void {
  const known = keysAt(driveShape, place);
  for (const [index, key] of keys.entries()) {
    const message = index < MOST_SUGGESTIONS ? unknownKey(key, known) : 'unknown key';
    report.put({
      code: 'unknown-key' satisfies CoreCode,
      severity: 'error',
      place,
      message,
      key: key.slice(0, LONGEST_KEY),
    });
  }
}

/** A triple is the only list of fixed length beside a pair of name and value. */
const lengthOf = (place: Place): string =>
  place[0] === 'vmData' ? 'must have three items: directory, name, content' : 'must have two items: name and value';

/** Where one branch accepts the kind of value that came, its complaints are the ones that help. */
function reportUnion(branches: readonly (readonly ShapeIssue[])[], place: Place, report: CoreIssues): void {
  const meant = branches.find((issues) => !issues.some(isAboutKind));
  if (meant !== undefined) reportShape(meant, place, report);
  else report.add('wrong-type', place, `must be ${expected(branches.flat())}${quoteHint(branches.flat())}`);
}

const isAboutKind = ({ code, path }: ShapeIssue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** `an object, "dhcp" or null`. */
function expected(issues: readonly ShapeIssue[]): string {
  const words = issues.flatMap((issue) => {
    if (issue.code === 'invalid_type') return [kinds[issue.expected] ?? issue.expected];
    if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value));
    return ['a text or bytes'];
  });
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`;
}

/** In YAML and JSON `123456` is a number. What number is not said: it may be a password. */
function quoteHint(issues: readonly ShapeIssue[]): string {
  const isText = issues.some((issue) => issue.code === 'invalid_type' && issue.expected === 'string');
  const [{ input } = {}] = issues;
  return isText && (typeof input === 'number' || typeof input === 'boolean')
    ? `: put this ${typeof input === 'number' ? 'number' : 'word'} in quotes`
    : '';
}

/** A suggestion is a key of that very object: one of another would be refused there, too. */
function unknownKey(key: string, known: readonly string[]): string {
  const shown = printable(key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key);
  const synonym = synonyms.get(key.toLowerCase().replaceAll(/[-_ ]/g, ''));
  const nearest = synonym !== undefined && known.includes(synonym) ? synonym : nearestWord(key, known);
  return `unknown key "${shown}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
}

/** The keys of the objects that may stand at a place. */
function keysAt(schema: z.core.$ZodType, [step, ...inner]: Place): readonly string[] {
  const definition = (schema as z.core.$ZodTypes)._zod.def;
  switch (definition.type) {
    case 'optional':
      return keysAt(definition.innerType, step === undefined ? [] : [step, ...inner]);
    case 'union':
      return definition.options.flatMap((option) => keysAt(option, step === undefined ? [] : [step, ...inner]));
    case 'array':
      return step === undefined ? [] : keysAt(definition.element, inner);
    case 'object': {
      if (step === undefined) return Object.keys(definition.shape);
      const member = definition.shape[step];
      return member === undefined ? [] : keysAt(member, inner);
    }
    default:
      return [];
  }
}
