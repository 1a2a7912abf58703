/**
 * Paths through the symbolic links of a drive, component by component as the kernel goes. Each link is followed once and
 * its answer kept, so that all paths together take as many steps as all targets have components.
 */
import type { Entry } from 'iso9660-format';

/** As Linux: more links on the way than this are a circle. */
const MAX_LINKS = 40;

interface Node {
  /** Undefined for the root. */
  readonly parent: Node | undefined;
  readonly children: Map<string, Node>;
  entry: Entry | undefined;
}

/** So many names below a node, none of which is there. */
interface Place {
  readonly node: Node;
  readonly missing: number;
  /** Links that were followed on the way. */
  readonly hops: number;
}

/** Leads outside, in a circle, or over too many links. */
type Answer = Place | 'lost';

/** A path, or the target of a link, of which the first names are done. */
interface Walk {
  readonly link: Node | undefined;
  readonly names: readonly string[];
  next: number;
  node: Node;
  missing: number;
  hops: number;
}

const newNode = (parent?: Node): Node => ({ parent, children: new Map(), entry: undefined });

export class LinkWalk {
  readonly #root = newNode();
  /** Links that are being followed are lost: who meets them again goes in a circle. */
  readonly #answers = new Map<Node, Answer>();

  add(path: string, entry: Entry): void {
    let node = this.#root;
    for (const name of path.split('/')) {
      const child = node.children.get(name) ?? newNode(node);
      node.children.set(name, child);
      node = child;
    }
    node.entry = entry;
  }

  /** What is at a path; an absolute link leads to the guest's own files. */
  entryAt(path: string): Entry | undefined {
    const names = path.split('/');
    const answer = this.#answerOf({ link: undefined, names, next: 0, node: this.#root, missing: 0, hops: 0 });
    return answer === 'lost' || answer.missing > 0 ? undefined : answer.node.entry;
  }

  /** With a stack of its own: a link may lead over a hundred thousand others. */
  #answerOf(path: Walk): Answer {
    const stack = [path];
    let answer: Answer = 'lost';
    for (let walk = stack.at(-1); walk !== undefined; walk = stack.at(-1)) {
      const link = this.#advance(walk);
      if (link !== undefined && link !== 'lost') {
        stack.push(this.#opened(link));
        continue;
      }
      answer = link ?? { node: walk.node, missing: walk.missing, hops: walk.hops };
      if (walk.link !== undefined) this.#answers.set(walk.link, answer);
      stack.pop();
    }
    return answer;
  }

  #opened(link: Node): Walk {
    this.#answers.set(link, 'lost');
    const names = link.entry?.target?.split('/') ?? [];
    return { link, names, next: 0, node: link.parent ?? this.#root, missing: 0, hops: 1 };
  }

  /** Goes on to the end, which is undefined, or to a link that was not followed yet. */
  #advance(walk: Walk): Node | 'lost' | undefined {
    while (walk.next < walk.names.length) {
      const found = this.#step(walk, walk.names[walk.next] ?? '');
      if (found !== undefined) return found;
      walk.next++;
    }
    return undefined;
  }

  #step(walk: Walk, name: string): Node | 'lost' | undefined {
    if (name === '' || name === '.') return undefined;
    if (name === '..') return stepUp(walk);
    const child = walk.missing > 0 ? undefined : walk.node.children.get(name);
    if (child === undefined) walk.missing++;
    else if (child.entry?.target === undefined) walk.node = child;
    else return this.#stepOver(walk, child, child.entry.target);
    return undefined;
  }

  #stepOver(walk: Walk, link: Node, target: string): Node | 'lost' | undefined {
    if (target.startsWith('/')) return 'lost';
    const answer = this.#answers.get(link);
    if (answer === undefined) return link;
    if (answer === 'lost' || walk.hops + answer.hops > MAX_LINKS) return 'lost';
    Object.assign(walk, { node: answer.node, missing: answer.missing, hops: walk.hops + answer.hops });
    return undefined;
  }
}

function stepUp(walk: Walk): 'lost' | undefined {
  if (walk.missing > 0) walk.missing--;
  else if (walk.node.parent === undefined) return 'lost';
  else walk.node = walk.node.parent;
  return undefined;
}
