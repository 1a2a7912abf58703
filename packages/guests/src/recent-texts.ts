/** What was made of the texts of many drives, the last ones: those of a fleet share their user data, and have secrets of their own. */
import type { YamlMemory } from './budget.ts';
import type { MeasuredYaml } from './yaml/yaml.ts';

const MOST_TEXTS = 32;
const MOST_CHARACTERS = 2 * 1024 * 1024;

/** Remembers the texts that were asked for last, within a bound of texts and of characters. */
export class RecentTexts implements YamlMemory {
  readonly #texts = new Map<string, MeasuredYaml>();
  #characters = 0;

  get(text: string): MeasuredYaml | undefined {
    const known = this.#texts.get(text);
    if (known !== undefined) {
      this.#texts.delete(text);
      this.#texts.set(text, known);
    }
    return known;
  }

  set(text: string, measured: MeasuredYaml): void {
    if (!this.#texts.has(text)) this.#characters += text.length;
    this.#texts.set(text, measured);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= MOST_TEXTS && this.#characters <= MOST_CHARACTERS) return;
      this.#texts.delete(oldest);
      this.#characters -= oldest.length;
    }
  }

  get size(): number {
    return this.#texts.size;
  }
}
