/** A place in a record, with the path made only when somebody asks: nearly all records have nothing wrong. */
import type { Where } from '../image-issue.ts';

export class TreePlace implements Where {
  /** From the start of the image. */
  readonly offset: number;
  readonly #named: { readonly path: string };

  constructor(named: { readonly path: string }, offset: number) {
    this.#named = named;
    this.offset = offset;
  }

  get path(): string {
    return this.#named.path;
  }

  /** Another byte of the same record. */
  to(offset: number): TreePlace {
    return new TreePlace(this.#named, offset);
  }
}
