/**
 * One guest's program at work on one drive: what it looks at, what it found, what it would take.
 */
import type { Issue } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import { wordsOfLimit } from './budget.ts';
import { GuestFindings, type Impact, type Verdict } from './findings.ts';
import type { GuestView, GuestViewDraft } from './guest-view.ts';
import { GuestTree } from './tree.ts';

/** What is looked at of a drive: a `ConfigDrive`, planned or read, or just these two. */
export interface ExplainedDrive {
  readonly label: string;
  readonly entries: readonly Entry[];
}

/** A drive as the guests look at it; each view is made once. */
export class DriveView {
  readonly label: string;
  readonly #entries: readonly Entry[];
  #linux: GuestTree | undefined;
  #windows: GuestTree | undefined;

  constructor({ label, entries }: ExplainedDrive) {
    this.label = label;
    this.#entries = entries;
  }

  get linux(): GuestTree {
    this.#linux ??= new GuestTree(this.#entries, 'linux');
    return this.#linux;
  }

  get windows(): GuestTree {
    this.#windows ??= new GuestTree(this.#entries, 'windows');
    return this.#windows;
  }
}

const NOT_IN_MEMORY = 'the content is not in memory, so it was not looked at';

export class GuestReading {
  readonly findings = new GuestFindings();
  readonly view: GuestViewDraft;
  readonly tree: GuestTree;

  constructor(label: string, tree: GuestTree) {
    this.view = { label };
    this.tree = tree;
  }

  /** Says that this guest does not find a drive of this label, unless it is one of `labels`. */
  wantLabel(labels: readonly string[]): void {
    if (labels.includes(this.view.label)) return;
    this.findings.add('not-found', 'label-unknown', ['label'], `this reader looks for ${labels.join(' or ')}`);
  }

  /** Says of a file that its content is not in memory, or else too long for a document. */
  notLookedAt(path: string, cost: Impact = 'minor'): void {
    const why = this.tree.file(path)?.isInMemory === true ? wordsOfLimit('document') : NOT_IN_MEMORY;
    this.findings.add(cost, 'content-not-looked-at', [path], why);
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
