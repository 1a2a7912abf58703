/** JSON files of one name, one in every version's folder, as texts in which members are changed. */

import {
  jsonTextOf,
  kindOfJson,
  mayHold,
  valueAt,
  withMember,
  withoutValueAt,
  withValueAt,
} from '../encoding/json-edit.ts';
import { type JsonText, jsonObject } from '../encoding/ordered-json.ts';
import { type Change, reportUnchangeable } from './change.ts';
import type { DriveFiles } from './drive-files.ts';

/** Keys from the outside in. */
type MemberPath = readonly string[];

/** Undefined where something other than an object is in the way. */
function withMemberAt(json: JsonText, [key, ...inner]: MemberPath, value: JsonText): JsonText | undefined {
  if (kindOfJson(json) !== 'object' || key === undefined) return undefined;
  if (inner.length === 0) return withMember(json, key, value);
  const outer = valueAt(json, [key]);
  const member = outer === undefined ? nested(inner, value) : withMemberAt(outer, inner, value);
  return member === undefined ? undefined : withMember(json, key, member);
}

const nested = ([key, ...inner]: MemberPath, value: JsonText): JsonText =>
  key === undefined ? value : jsonObject([[key, nested(inner, value)]]);

export class JsonFiles {
  readonly #files: DriveFiles;
  readonly #texts = new Map<string, string>();
  readonly #objects = new Map<string, JsonText>();
  readonly #changed = new Set<string>();
  readonly #unreadable = new Set<string>();

  constructor(files: DriveFiles, paths: readonly string[]) {
    this.#files = files;
    for (const path of paths) {
      if (!files.has(path)) continue;
      const text = files.documentAt(path);
      if (text === undefined) this.#unreadable.add(path);
      else this.#texts.set(path, text);
    }
  }

  /** Whether any of the files has the member. */
  has(path: MemberPath): boolean {
    return this.filesWith(path).length > 0;
  }

  /** Whether there is any such file, readable or not. */
  get isEmpty(): boolean {
    return this.#texts.size === 0 && this.#unreadable.size === 0;
  }

  /** The files that have the member. */
  filesWith(path: MemberPath): readonly string[] {
    return this.#holding(path).flatMap(([file, json]) => (valueAt(json, path) === undefined ? [] : [file]));
  }

  /** Those of the files that are objects without the member. */
  filesWithout(path: MemberPath): readonly string[] {
    return this.#holding([]).flatMap(([file, json]) => (valueAt(json, path) === undefined ? [file] : []));
  }

  /** The values of the member that are texts. */
  textsAt(path: MemberPath): readonly string[] {
    return this.#holding(path).flatMap(([, json]) => {
      const value = valueAt(json, path);
      return value !== undefined && kindOfJson(value) === 'string' ? [String(JSON.parse(value))] : [];
    });
  }

  /** Changes the member in the files that have it. */
  replace(path: MemberPath, value: JsonText): void {
    for (const [file, json] of this.#holding(path)) this.#set(file, json, withValueAt(json, path, value));
  }

  /** Gives every file the member, and the objects it is in. */
  put(path: MemberPath, value: JsonText): void {
    for (const [file, json] of this.#holding([])) {
      const changed = withMemberAt(json, path, value);
      if (changed === undefined) this.#unreadable.add(file);
      else this.#set(file, json, changed);
    }
  }

  remove(path: MemberPath): void {
    for (const [file, json] of this.#holding(path)) this.#set(file, json, withoutValueAt(json, path));
  }

  /** Adds an object without members as a file that the drive does not have yet. */
  add(file: string): void {
    this.#set(file, undefined, jsonObject([]));
  }

  /** Puts the texts back into the drive. What a change had to reach and is no JSON object is reported. */
  save(change: Pick<Change, 'files' | 'report'>): void {
    for (const path of this.#changed) this.#files.write(path, this.#texts.get(path)!);
    for (const path of this.#unreadable) reportUnchangeable(path, 'is no JSON object: not changed', change);
  }

  /** The files that may have the member. Only these are looked at. */
  #holding(path: MemberPath): readonly (readonly [file: string, json: JsonText])[] {
    const holding: [string, JsonText][] = [];
    for (const [file, text] of this.#texts) {
      const json = mayHold(text, path) ? this.#objectIn(file, text) : undefined;
      if (json !== undefined) holding.push([file, json]);
    }
    return holding;
  }

  #objectIn(file: string, text: string): JsonText | undefined {
    const known = this.#objects.get(file);
    if (known !== undefined || this.#unreadable.has(file)) return known;
    const json = jsonTextOf(text);
    if (json === undefined || kindOfJson(json) !== 'object') this.#unreadable.add(file);
    else this.#objects.set(file, json);
    return this.#objects.get(file);
  }

  #set(file: string, old: JsonText | undefined, json: JsonText): void {
    if (json === old) return;
    this.#texts.set(file, json);
    this.#objects.set(file, json);
    this.#changed.add(file);
  }
}
