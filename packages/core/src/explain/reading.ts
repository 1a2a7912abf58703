/**
 * One reader at work on one drive: what it looks at, what it found, what it would take.
 */
import type { Issue } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import { type Cost, Findings, type Verdict } from './findings.ts';
import type { Sees, SeesDraft } from './sees.ts';
import { Tree } from './tree.ts';

/** What is looked at of a drive: a `ConfigDrive`, planned or read, or just these two. */
export interface ExplainedDrive {
  readonly label: string;
  readonly entries: readonly Entry[];
}

/** A drive as the readers look at it; each view is made once. */
export class DriveView {
  readonly label: string;
  readonly #entries: readonly Entry[];
  #linux: Tree | undefined;
  #windows: Tree | undefined;

  constructor({ label, entries }: ExplainedDrive) {
    this.label = label;
    this.#entries = entries;
  }

  get linux(): Tree {
    this.#linux ??= new Tree(this.#entries, 'linux');
    return this.#linux;
  }

  get windows(): Tree {
    this.#windows ??= new Tree(this.#entries, 'windows');
    return this.#windows;
  }
}

export class Reading {
  readonly findings = new Findings();
  readonly sees: SeesDraft;
  readonly tree: Tree;

  constructor(label: string, tree: Tree) {
    this.sees = { label };
    this.tree = tree;
  }

  /** Says that this reader does not find a drive of this label, unless it is one of `labels`. */
  wantLabel(labels: readonly string[]): void {
    if (labels.includes(this.sees.label)) return;
    this.findings.add('not-found', 'label-unknown', ['label'], `this reader looks for ${labels.join(' or ')}`);
  }

  notLookedAt(path: string, cost: Cost = 'part'): void {
    this.findings.add(cost, 'content-not-looked-at', [path], 'the content is not in memory, so it was not looked at');
  }

  /** A reader that refuses or does not find a drive takes nothing from it. */
  outcome(): { readonly verdict: Verdict; readonly because: readonly Issue[]; readonly sees: Sees } {
    const { verdict, issues } = this.findings;
    const { label, folder } = this.sees;
    const taken = verdict === 'taken' || verdict === 'partly';
    const nothing = folder === undefined ? { label } : { label, folder };
    return { verdict, because: issues, sees: taken ? this.sees : nothing };
  }
}
