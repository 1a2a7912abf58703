/** How what holds contents shows itself to `util.inspect` and `console.log` of Node, Deno and Bun. */

/** The name of the method that they call. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** What they pass to it. */
export interface Inspect {
  readonly stylize: (text: string, style: 'special') => string;
}
