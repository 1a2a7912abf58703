/** Trees in XML 1.0 as CloudStack writes it: an element for each member, repeated for a list, without a wrapper. XML is only written here, never parsed. */
import type { Tree } from './tree.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** Writes a document of one root element. */
export const xmlText = (root: string, tree: Tree): string => `${DECLARATION}${element(root, tree)}`;

function element(name: string, tree: Tree): string {
  if (Array.isArray(tree)) return tree.map((item) => element(name, item)).join('');
  const tag = elementName(name);
  return `<${tag}>${contentOf(tree)}</${tag}>`;
}

function contentOf(tree: Tree): string {
  if (typeof tree !== 'object') return escaped(String(tree));
  return Object.entries(tree)
    .map(([name, child]) => element(name, child))
    .join('');
}

/** What a key of a map may have in the name of an element; the rest becomes an underscore, since no attribute is written. */
const elementName = (name: string): string => {
  const safe = name.replaceAll(/[^\w.-]/g, '_');
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
};

/** CR would be read as LF. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

/** What XML 1.0 cannot have even as a reference becomes U+FFFD. */
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"'\r]/g, (character) => ESCAPES[character] ?? '').replaceAll(forbidden, '\ufffd');
