/**
 * The simple part of YAML: a mapping whose keys stand at the beginning of a line, each with a value on the same line. JSON
 * is YAML, too, and is changed as JSON. What is not simple is left to people: undefined.
 */

import { jsonTextOf, kindOfJson, valueAt, withMember, withoutValueAt } from './json-edit.ts';
import type { JsonText } from './ordered-json.ts';
import { quotedForYaml, yamlKey } from './yaml-scalars.ts';

/** Where a key and its value stand: `start` of the line, `value` behind the colon, `end` before the line break. */
interface Line {
  readonly start: number;
  readonly value: number;
  readonly end: number;
}

/** Whether the mapping has the key. */
export function hasYamlMember(text: string, key: string): boolean {
  const json = jsonObjectOf(text);
  return json === undefined ? linesOf(text, key).length > 0 : valueAt(json, [key]) !== undefined;
}

/** The value as it is written on the key's line; undefined where there is none, or several. */
export function yamlValue(text: string, key: string): string | undefined {
  const json = jsonObjectOf(text);
  if (json !== undefined) return valueAt(json, [key]);
  const [line, ...others] = linesOf(text, key);
  return line === undefined || others.length > 0 ? undefined : text.slice(line.value, line.end).trim();
}

/** The mapping with another value for the key, or with the key behind all others. The value is JSON, or plain on one line. */
export function withYamlMember(text: string, key: string, value: string): string | undefined {
  const json = jsonObjectOf(text);
  if (json !== undefined) return withMember(json, key, asJson(value));
  if (!isMapping(text)) return undefined;
  const [line, ...others] = linesOf(text, key);
  if (line === undefined) {
    return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${yamlKey(key)}: ${value}\n`;
  }
  if (others.length > 0 || !isSimple(text, line)) return undefined;
  return `${text.slice(0, line.value)} ${value}${text.slice(line.end)}`;
}

/** The mapping without the key. */
export function withoutYamlMember(text: string, key: string): string | undefined {
  const json = jsonObjectOf(text);
  if (json !== undefined) return withoutValueAt(json, [key]);
  const [line, ...others] = linesOf(text, key);
  if (line === undefined) return text;
  if (others.length > 0 || !isSimple(text, line)) return undefined;
  return text.slice(0, line.start) + text.slice(line.end).replace(/^\r?\n/, '');
}

function jsonObjectOf(text: string): JsonText | undefined {
  const json = jsonTextOf(text);
  return json !== undefined && kindOfJson(json) === 'object' ? json : undefined;
}

const asJson = (value: string): JsonText => jsonTextOf(value) ?? (JSON.stringify(value) as JsonText);

const quoted = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;

const mappingLine = new RegExp(String.raw`^(?:#|[ \t]|\r?$|(?:[A-Za-z_][\w-]*|${quoted})[ \t]*:(?:[ \t\r]|$))`);

/** Nothing but comments, or keys at the beginning of lines: no flow, no list, no second document. */
const isMapping = (text: string): boolean => text.split('\n').every((line) => mappingLine.test(line));

function linesOf(text: string, key: string): readonly Line[] {
  const spellings = [...new Set([key, quotedForYaml(key)])].map(escaped);
  const head = new RegExp(`^(?:${spellings.join('|')})[ \\t]*:(?=[ \\t\\r\\n]|$)(.*)$`, 'gm');
  return Array.from(text.matchAll(head), ({ 0: whole, 1: rest = '', index }) => {
    const end = index + whole.length - (whole.endsWith('\r') ? 1 : 0);
    return { start: index, value: index + whole.length - rest.length, end };
  });
}

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');

/** A scalar, or a list of quoted ones, that ends where the line does: no comment behind it, no anchor, tag or block. */
const simpleValue = new RegExp(
  String.raw`^[ \t]+(?:[\w./+][^#"']*|(?:${quoted}|'(?:[^']|'')*'|\[(?:${quoted}(?:, ?${quoted})*)?\])[ \t]*)$`,
);

const isSimple = (text: string, { value, end }: Line): boolean =>
  simpleValue.test(text.slice(value, end)) && !/^\r?\n[ \t]+\S/.test(text.slice(end));
