/** The fenced blocks of the pages that a reader would copy. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Block {
  /** `docs/build.md`. */
  readonly page: string;
  /** Of its first line, counted from 1. */
  readonly line: number;
  readonly language: 'ts' | 'sh';
  readonly text: string;
}

const FOLDERS = ['.', 'docs', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)];

export const pages: readonly string[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
).sort();

/** Blocks of other languages, such as a transcript, show and are not run. */
export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```(ts|sh)\n(.*?)^```$/gms)].map(({ 1: language, 2: body = '', index }) => ({
    page,
    line: text.slice(0, index).split('\n').length + 1,
    language: language as Block['language'],
    text: body,
  }));
}

/** The installing of this repository, which whoever runs the tests has behind them. */
export const isInstallation = ({ language, text }: Block): boolean => language === 'sh' && /^(npm|npx) /.test(text);
