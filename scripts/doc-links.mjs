/** Every relative link in a Markdown file leads to a file that exists, and to a heading that it has. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from './packages.mjs';

/** Blocks of code. */
const FENCED = /^(`{3,}).*?^\1`*$/gms;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(root, file)));

const broken = files.flatMap((file) =>
  linksOf(file)
    .filter((link) => !leadsSomewhere(file, link))
    .map((link) => `${file}: ${link}`),
);
for (const line of broken) console.log(line);
process.exitCode = broken.length > 0 ? 1 : 0;

/** Without those that leave the repository. @param {string} file */
function linksOf(file) {
  const text = proseOf(file);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return links.filter((link) => !/^[a-z][a-z0-9+.-]*:/.test(link));
}

/** Without code. @param {string} file */
function proseOf(file) {
  const text = readFileSync(join(root, file), 'utf8').replace(FENCED, '');
  return text.replace(/`[^`\n]*`/g, '');
}

/** @param {string} file @param {string} link */
function leadsSomewhere(file, link) {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(root, file) : resolve(root, dirname(file), path);
  if (!existsSync(target)) return false;
  return anchor === undefined || !target.endsWith('.md') || headingsOf(target).includes(anchor);
}

/** As they are spelled in links. @param {string} path */
function headingsOf(path) {
  const text = readFileSync(path, 'utf8').replace(FENCED, '');
  return [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}
