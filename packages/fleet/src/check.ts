/** The check of the drives of a batch: a function goes to no thread, so it is named by the module that exports it. */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DriveCheck } from '@configdrive/core';
import { fleetRefusal } from './codes.ts';

/** Names a function of the type `DriveCheck` by where it is exported. */
export interface CheckReference {
  /** A URL, an absolute path, or the name of a package that can be imported from this one. */
  readonly module: URL | string;
  /** The name under which the module exports the function. */
  readonly name: string;
  /** Plain data: where it is given, the function is called with it once in each thread, and gives the check. */
  readonly argument?: unknown;
}

/** A reference as plain data, which a message to a thread can hold and which says the same from every module. */
export interface LocatedCheck {
  readonly specifier: string;
  readonly name: string;
  readonly argument?: unknown;
}

/**
 * Answers where a thread finds a check.
 *
 * @throws InvalidInputError `check-invalid` for a relative path: relative to what, nobody could say
 */
export function locatedCheck({ module, name, argument }: CheckReference): LocatedCheck {
  const text = String(module);
  if (/^\.\.?(?:\/|$)/.test(text)) {
    throw fleetRefusal('check-invalid', ['check', 'module'], 'must be a URL, an absolute path or a package');
  }
  return { specifier: isAbsolute(text) ? pathToFileURL(text).href : text, name, argument };
}

/**
 * Imports the module of a check and answers the function that it exports.
 *
 * @throws InvalidInputError `check-invalid` when the module cannot be imported or exports no such function
 */
export async function loadCheck({ specifier, name, argument }: LocatedCheck): Promise<DriveCheck> {
  const exported = (await importedFrom(specifier))[name];
  const check: unknown = argument !== undefined && typeof exported === 'function' ? exported(argument) : exported;
  if (typeof check === 'function') return check as DriveCheck;
  throw fleetRefusal('check-invalid', ['check', 'name'], 'the module exports no function of this name');
}

async function importedFrom(specifier: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(/* @vite-ignore */ specifier);
  } catch (cause) {
    throw fleetRefusal('check-invalid', ['check', 'module'], 'the module cannot be imported', { cause });
  }
}
