/**
 * zod's issues in our words. zod's own messages are never used: ours name what belongs there and never what came.
 */
import { type Place, printable } from '@configdrive/issues';
import type * as z from 'zod';
import type { CoreIssues } from '../issues.ts';
import { driveShape } from './shape.ts';
import { nearestWord } from './suggestion.ts';

type ShapeIssue = z.core.$ZodIssue;

/** Keys of every object in the input, for suggestions: a key in the wrong object is a likely slip, too. */
const knownKeys = keysOf(driveShape);

/** Adds each of zod's issues to the report, at its place. */
export function reportShape(issues: readonly ShapeIssue[], place: Place, report: CoreIssues): void {
  for (const issue of issues) reportOne(issue, [...place, ...issue.path.map(stepOf)], report);
}

const stepOf = (step: PropertyKey): string | number => (typeof step === 'symbol' ? 'symbol' : step);

function reportOne(issue: ShapeIssue, place: Place, report: CoreIssues): void {
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys) report.add('unknown-key', place, unknownKey(key));
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
      report.add('wrong-type', place, `must be ${expected([issue])}`);
  }
}

/** A triple is the only list of fixed length beside a pair of name and value. */
const lengthOf = (place: Place): string =>
  place[0] === 'vmData' ? 'must have three items: directory, name, content' : 'must have two items: name and value';

/** Where one branch accepts the kind of value that came, its complaints are the ones that help. */
function reportUnion(branches: readonly (readonly ShapeIssue[])[], place: Place, report: CoreIssues): void {
  const meant = branches.find((issues) => !issues.some(isAboutKind));
  if (meant !== undefined) reportShape(meant, place, report);
  else report.add('wrong-type', place, `must be ${expected(branches.flat())}`);
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

function unknownKey(key: string): string {
  const shown = printable(key.length > 64 ? `${key.slice(0, 64)}…` : key);
  const nearest = nearestWord(key, knownKeys);
  return `unknown key "${shown}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
}

/** All keys of the strict objects inside a schema. */
function keysOf(schema: z.core.$ZodType): string[] {
  const definition = (schema as z.core.$ZodTypes)._zod.def;
  switch (definition.type) {
    case 'object':
      return Object.entries(definition.shape).flatMap(([key, member]) => [key, ...keysOf(member)]);
    case 'array':
      return keysOf(definition.element);
    case 'optional':
      return keysOf(definition.innerType);
    case 'union':
      return definition.options.flatMap(keysOf);
    default:
      return [];
  }
}
