/**
 * A file in YAML as a whole, for guests that go on where it is none, and for those that do not.
 */
import type { Place } from '@configdrive/issues';
import type { GuestReading } from './guest-reading.ts';
import { type JsonValue, parseJson, pythonJson } from './json.ts';
import type { OddScalar } from './yaml/conversion.ts';
import { parseYaml } from './yaml/yaml.ts';

export type YamlFile =
  | { readonly state: 'absent' }
  /** Not looked at, which is said. */
  | { readonly state: 'unseen' }
  | { readonly state: 'fault'; readonly code: Fault; readonly place: Place; readonly why: string }
  | { readonly state: 'read'; readonly value: JsonValue; readonly odd: readonly OddScalar[] };

type Fault = 'text-not-utf8' | 'yaml-unreadable';

/** What a program tries first: JSON, which is YAML, by its own parser, or nothing else than YAML. */
type Form = 'json-or-yaml' | 'yaml';

/** Reads a file in YAML, and says only where it was not looked at. */
export function readYamlFile(reading: GuestReading, path: string, form: Form = 'json-or-yaml'): YamlFile {
  const file = reading.tree.file(path);
  if (file === undefined) return { state: 'absent' };
  if (file.text === undefined) reading.notLookedAt(path);
  if (file.text === null) return { state: 'fault', code: 'text-not-utf8', place: [path], why: 'not UTF-8' };
  return file.text === undefined ? { state: 'unseen' } : parsed(reading, path, file.text, form);
}

function parsed({ findings }: GuestReading, path: string, text: string, form: Form): YamlFile {
  const isJson = form === 'json-or-yaml' && text.trimStart().startsWith('{');
  const json = isJson ? parseJson(text, pythonJson) : undefined;
  if (json !== undefined && 'value' in json) return { state: 'read', value: json.value, odd: [] };
  const result = json?.fault === 'values' ? ({ limit: 'values' } as const) : parseYaml(text, findings.budget);
  if ('limit' in result) {
    findings.notLookedAt(result.limit, [path], 'minor');
    return { state: 'unseen' };
  }
  if ('value' in result) return { state: 'read', value: result.value, odd: result.odd };
  const { line, column, why } = result.fault;
  return {
    state: 'fault',
    code: 'yaml-unreadable',
    place: [path, 'line', line],
    why: `line ${line}, column ${column}: ${why}`,
  };
}
