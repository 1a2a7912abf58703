/** The packages of this workspace, as its manifest lists them. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** @typedef {Readonly<Record<string, unknown>> & { readonly devDependencies?: Readonly<Record<string, string>> }} Manifest */

/** @typedef {{ readonly name: string, readonly folder: string, readonly manifest: Manifest }} Package */

/** The bundler writes it beside a bundle that has packages of others inside. */
export const LICENCES_INSIDE = 'licences-of-what-is-inside.md';

/** @param {string} path */
export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** @returns {readonly Package[]} */
export const packages = () =>
  readJson(join(root, 'package.json')).workspaces.map((/** @type {string} */ workspace) => {
    const folder = join(root, workspace);
    const manifest = readJson(join(folder, 'package.json'));
    return { name: manifest.name, folder, manifest };
  });
