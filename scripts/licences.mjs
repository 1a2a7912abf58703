/** Every package of the lock file has a licence that may be used here, and what our packages have inside one that may be shipped. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LICENCES_INSIDE, packages, readJson, root } from './packages.mjs';

const PERMISSIVE = new Set(
  '0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BlueOak-1.0.0 CC-BY-4.0 CC0-1.0 ISC MIT MIT-0 Python-2.0 Unlicense WTFPL'.split(
    ' ',
  ),
);

/** Used, never shipped: their source stays with them. */
const DEVELOPMENT_ONLY = new Set(['MPL-2.0']);

/** @param {string} expression */
const alternatives = (expression) => expression.replace(/[()]/g, '').split(/ OR /i);

/** @typedef {{ readonly license?: string, readonly dev?: boolean, readonly link?: boolean }} Locked */

/** @param {Locked} locked */
function isAllowed({ license, dev }) {
  const allowed = dev === true ? new Set([...PERMISSIVE, ...DEVELOPMENT_ONLY]) : PERMISSIVE;
  return alternatives(license ?? '').some((one) => one.split(/ AND /i).every((each) => allowed.has(each)));
}

/** @type {readonly [string, Locked][]} */
const locked = Object.entries(readJson(join(root, 'package-lock.json')).packages);
const others = locked.filter(
  ([path, each]) => path.includes('node_modules/') && each.link !== true && !isAllowed(each),
);
for (const [path, { license }] of others) console.log(`${path}: ${license ?? 'no licence'}`);

/** What the bundler found in our packages, by the pages that it leaves beside the bundles: `## zod - 4.6.7 (MIT)`. */
const pages = packages().flatMap(({ folder }) =>
  ['lib', 'bin'].map((part) => join(folder, 'dist', part, LICENCES_INSIDE)),
);
const inside = pages
  .filter(existsSync)
  .flatMap((page) => [...readFileSync(page, 'utf8').matchAll(/^## (\S+) - \S+ \((.+)\)$/gm)]);
const unshippable = inside.filter(([, , license = '']) => !isAllowed({ license }));
for (const [, name, license] of unshippable) console.log(`${name}: ${license}, inside a package`);
if (inside.length === 0) console.log('no page of licences beside the bundles: npm run build');
process.exitCode = others.length + unshippable.length > 0 || inside.length === 0 ? 1 : 0;
