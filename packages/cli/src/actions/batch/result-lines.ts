/** `--json`: a line per drive, many of them in one write, none later than the next turn of the event loop. */
import { setImmediate } from 'node:timers/promises';
import type { DriveResult } from '@configdrive/fleet';
import { printFacts } from '../../framework/output.ts';

const ENOUGH_CHARACTERS = 32 * 1024;

export class ResultLines {
  #text = '';
  #printing: Promise<void> | undefined;

  async add({ status, line, instanceName, ...others }: DriveResult): Promise<void> {
    const facts = { schema: 'configdrive.batch-line/1', line, instanceName, status, ...others };
    this.#text += `${JSON.stringify(facts)}\n`;
    if (this.#printing === undefined) {
      this.#printing = this.#printSoon();
      this.#printing.catch(() => {}); // whoever waits for it hears of it
    }
    if (this.#text.length >= ENOUGH_CHARACTERS) await this.#printing;
  }

  /** All is printed. */
  async end(): Promise<void> {
    await this.#printing;
  }

  async #printSoon(): Promise<void> {
    while (this.#text !== '') {
      await setImmediate();
      const text = this.#text;
      this.#text = '';
      await printFacts(text);
    }
    this.#printing = undefined;
  }
}
