/**
 * One guest's program at work on one drive: what it looks at, what it found, what it would take.
 */
import type { Issue, Place } from '@configdrive/issues';
import { type Look, newLook, wordsOfLimit } from './budget.ts';
import { GuestFindings, type Impact, type Verdict } from './findings.ts';
import type { GuestView, GuestViewDraft } from './guest-view.ts';
import { GuestTree, type SeenDrive, type View } from './tree.ts';

/** What is looked at of a drive: a `ConfigDrive`, planned or read, or just these two. */
export interface ExplainedDrive extends SeenDrive {
  readonly label: string;
}

/** A drive as the guests look at it; each view is made once. */
export class DriveView {
  readonly label: string;
  readonly #drive: SeenDrive;
  readonly #look: Look;
  readonly #begun = new Map<unknown, unknown>();
  readonly #trees = new Map<View, GuestTree>();

  constructor(drive: ExplainedDrive, look: Look = newLook()) {
    this.#look = look;
    this.label = drive.label;
    this.#drive = drive;
  }

  /** What all releases of a program begin with, read once; each goes on with a copy. */
  once<Begun>(read: (drive: DriveView) => Begun): Begun {
    const begun = (this.#begun.get(read) as Begun | undefined) ?? read(this);
    this.#begun.set(read, begun);
    return begun;
  }

  get linux(): GuestTree {
    return this.#treeOf('linux');
  }

  /** That of Linux, as long as all trees are alike: what was parsed for one guest is not parsed again for another. */
  get freebsd(): GuestTree {
    return this.#treeOf(this.#drive.trees === undefined ? 'linux' : 'freebsd');
  }

  get windows(): GuestTree {
    return this.#treeOf('windows');
  }

  #treeOf(view: View): GuestTree {
    const tree = this.#trees.get(view) ?? new GuestTree(this.#drive, view, this.#look);
    this.#trees.set(view, tree);
    return tree;
  }
}

/** The files of a drive as Linux sees them. */
export const treeOf = (drive: ExplainedDrive): GuestTree => new GuestTree(drive, 'linux');

const COMPRESSED = 'the content is compressed with zisofs, which only the guest unpacks, so it was not looked at';
const NOT_IN_MEMORY = 'the content is not in memory, so it was not looked at';

/** A Debian interfaces file that the metadata points to. */
export interface InterfacesPointer {
  /** Of the pointer. */
  readonly place: Place;
  /** Of the file, which is there, and in UTF-8 where it is in memory. */
  readonly path: string;
}

export class GuestReading {
  readonly findings: GuestFindings;
  readonly view: GuestViewDraft;
  readonly tree: GuestTree;
  /** For guests that take it where there is no network_data.json. */
  interfaces: InterfacesPointer | undefined;

  /** `begun`: what this one goes on from. */
  constructor(label: string, tree: GuestTree, begun?: GuestReading) {
    this.view = { ...begun?.view, label };
    this.tree = tree;
    this.findings = new GuestFindings(tree.look, begun?.findings);
    this.interfaces = begun?.interfaces;
  }

  /** One that goes on from here, and leaves this one as it is. */
  copy(): GuestReading {
    return new GuestReading(this.view.label, this.tree, this);
  }

  /** Says that this guest does not find a drive of this label, unless it is one of `labels`. */
  wantLabel(labels: readonly string[]): void {
    if (labels.includes(this.view.label)) return;
    this.findings.add('not-found', 'label-unknown', ['label'], `this reader looks for ${labels.join(' or ')}`);
  }

  /** Says of a file that its content is not in memory, or else beyond which limit a document is. */
  notLookedAt(path: string, cost: Impact = 'minor'): void {
    const file = this.tree.file(path);
    const isInMemory = file?.isInMemory === true;
    const missing = file?.isCompressed === true ? COMPRESSED : NOT_IN_MEMORY;
    const why = isInMemory ? wordsOfLimit(this.tree.beyond.get(path) ?? 'document') : missing;
    this.findings.add(cost, 'content-not-looked-at', [path], why);
  }

  /** The text of a Debian interfaces file; undefined, and said, where it is not in memory. */
  textOfInterfaces({ path }: InterfacesPointer): string | undefined {
    const text = this.tree.file(path)?.text ?? undefined;
    if (text === undefined) this.notLookedAt(path);
    return text;
  }

  /** A guest that refuses or does not find a drive takes nothing from it. */
  outcome(): { readonly verdict: Verdict; readonly issues: readonly Issue[]; readonly view: GuestView } {
    const { verdict, issues } = this.findings;
    const { label, folder } = this.view;
    const taken = verdict === 'taken' || verdict === 'partly';
    const nothing = folder === undefined ? { label } : { label, folder };
    return { verdict, issues, view: taken ? this.view : nothing };
  }
}
