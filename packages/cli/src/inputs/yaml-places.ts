/** Where values stand in a YAML text. */
import type { FindPlaces, WantedPlaces } from '@configdrive/core/internal';
import { isMap, isNode, isScalar, isSeq, type Node, parseDocument } from 'yaml';

/** Finds places in a text that was parsed before without a fault. */
export const findInYaml: FindPlaces = (text, wanted) => {
  const { contents } = parseDocument(text, { stringKeys: true, uniqueKeys: false, prettyErrors: false });
  walk(contents, wanted);
  return isSeq(contents);
};

function walk(node: Node | null, wanted: WantedPlaces): void {
  wanted.span = spanOf(node);
  if (wanted.children.size === 0) return;
  if (isSeq(node)) {
    for (const [step, child] of wanted.children) walk(nodeOf(node.items[Number(step)]), child);
  } else if (isMap(node)) {
    for (const { key, value } of node.items) {
      const child = isScalar(key) ? wanted.children.get(String(key.value)) : undefined;
      if (child === undefined) continue;
      child.keySpan = spanOf(nodeOf(key));
      walk(nodeOf(value), child);
      // A key without a value: nothing of it stands anywhere.
      child.span ??= child.keySpan;
    }
  }
}

const nodeOf = (value: unknown): Node | null => (isNode(value) ? value : null);

function spanOf(node: Node | null): WantedPlaces['span'] {
  const [start, end] = node?.range ?? [];
  return start === undefined || end === undefined ? undefined : { start, end };
}
