/** One suite that every backend passes, under any runner of tests. */
import type { Backend } from '../backend.ts';
import { cases } from './cases.ts';

/** A place for images that is empty, and how to open it. */
export interface TestedPlace {
  /** Opens a backend of this place; every call is another handle on the same images. */
  open(): Backend | Promise<Backend>;
  /** Leaves what dead writers leave there, and says how many things; without it, only that there are none is tested. */
  leaveLeftovers?(): Promise<number>;
  /** Takes the place away. */
  close?(): void | Promise<void>;
}

/** One promise of `Backend`: `run` rejects with a sentence when it is not kept. */
export interface BackendTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * Gives the tests of a backend: `for (const { name, run } of testBackend(make)) it(name, run);`
 *
 * @param make Makes an empty place; it is called twice for each test, since a place must not be taken for another one.
 */
export const testBackend = (make: () => TestedPlace | Promise<TestedPlace>): readonly BackendTest[] =>
  Object.entries(cases).map(([name, act]) => ({
    name,
    async run() {
      const places: TestedPlace[] = [];
      try {
        places.push(await make(), await make());
        await act(await stageOf(places));
      } finally {
        for (const place of places) await place.close?.();
      }
    },
  }));

async function stageOf([place, another]: readonly TestedPlace[]): Promise<Parameters<(typeof cases)[string]>[0]> {
  if (place === undefined || another === undefined) throw new Error('make gave no place');
  const [backend, other, elsewhere] = [await place.open(), await place.open(), await another.open()];
  await backend.prepare();
  await elsewhere.prepare();
  return { backend, other, elsewhere, leaveLeftovers: place.leaveLeftovers?.bind(place) };
}
