/**
 * User data for Talos: a machine configuration of its own. What is wrong inside of that, Talos says when it is up.
 */
import { strictUtf8Text } from 'iso9660-format';
import { type Budget, isWithin, type Limit } from '../budget.ts';
import { typeNameOf } from '../documents.ts';
import type { GuestReading } from '../guest-reading.ts';
import { goJson, isObject, parseJson } from '../json.ts';
import { parseYaml, type YamlResult } from '../yaml/yaml.ts';

/** What Talos does with user data of others: undefined where they may be its own. */
export type Otherwise = (bytes: Uint8Array) => string | undefined;

/** Reads the file of user data, which is there. */
export function readMachineConfig(reading: GuestReading, path: string, otherwise: Otherwise): void {
  const { findings, view, tree } = reading;
  const file = tree.file(path);
  if (file === undefined || file.byteLength === 0) return;
  const { bytes, byteLength } = file;
  if (bytes === undefined) reading.notLookedAt(path);
  const other = bytes === undefined ? undefined : otherwise(bytes);
  const fault = bytes === undefined || other !== undefined ? undefined : configFault(bytes, findings.budget);
  const isTaken = bytes !== undefined && other === undefined && fault === undefined;
  view.userData = { path, byteLength, kind: isTaken ? 'talos-machine-config' : undefined };
  if (other !== undefined) findings.add('minor', 'user-data-unhandled', [path], other);
  else if (typeof fault === 'string') {
    findings.add('total', 'user-data-unhandled', [path], `${fault}: Talos takes no configuration from it`);
  } else if (fault !== undefined) findings.notLookedAt(fault.limit, [path], 'minor');
}

const documentStart = /^---(?:[ \t].*)?$/m;

/**
 * Documents of YAML, each a mapping that is the configuration of version v1alpha1 or says of which kind it is. Undefined where
 * they are; else what is wrong, or the limit beyond which they were not looked at.
 */
function configFault(bytes: Uint8Array, budget: Budget): string | { readonly limit: Limit } | undefined {
  if (!isWithin('document', bytes.byteLength)) return { limit: 'document' };
  const text = strictUtf8Text(bytes);
  if (text === undefined) return 'not UTF-8';
  let count = 0;
  for (const document of text.split(documentStart)) {
    const result = parsed(document, budget);
    if ('limit' in result) return result;
    if ('fault' in result) return 'not YAML';
    if (result.value === null) continue;
    if (!isObject(result.value)) return `${typeNameOf(result.value)} in YAML, not a mapping`;
    const isConfig = result.value.get('version') === 'v1alpha1' || typeof result.value.get('kind') === 'string';
    if (!isConfig) return 'YAML without version: v1alpha1, or a kind';
    count++;
  }
  return count === 0 ? 'no document in it' : undefined;
}

/** JSON is YAML, and its own parser goes through it with less. */
function parsed(document: string, budget: Budget): YamlResult {
  const json = document.trimStart().startsWith('{') ? parseJson(document, goJson) : undefined;
  if (json !== undefined && 'value' in json) return { value: json.value, odd: [], repeatedKeys: [] };
  if (json?.fault === 'values') return { limit: 'values' };
  return parseYaml(document, budget);
}
