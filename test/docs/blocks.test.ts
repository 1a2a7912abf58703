/** Every example on a page is type-checked, and run from top to bottom in an empty directory. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtBin } from '../cli/command.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type Block, blocksOf, isInstallation, pages, root } from './blocks.ts';

/** Inside the checkout, where the packages are found. */
const FOLDER = join(root, '.cache/docs-blocks');

const blocks = pages.flatMap(blocksOf).filter((block) => !isInstallation(block));
const pathOf = ({ page, line }: Block, ending: string): string =>
  join(FOLDER, page.replaceAll('/', '-'), `line-${line}.${ending}`);

describe('the examples of the pages', () => {
  const directory = useTemporaryDirectory();

  beforeAll(() => {
    rmSync(FOLDER, { recursive: true, force: true });
    for (const block of blocks.filter(({ language }) => language === 'ts')) {
      mkdirSync(dirname(pathOf(block, 'ts')), { recursive: true });
      writeFileSync(pathOf(block, 'ts'), `${block.text}\nexport {};\n`);
    }
    const compilerOptions = {
      noEmit: false,
      rewriteRelativeImportExtensions: true,
      rootDir: '.',
      customConditions: [],
    };
    writeFileSync(
      join(FOLDER, 'tsconfig.json'),
      JSON.stringify({ extends: '../../test/tsconfig.json', compilerOptions, include: ['.'] }),
    );
    writeFileSync(join(FOLDER, 'package.json'), '{"type":"module"}');
    mkdirSync(directory('bin'));
    symlinkSync(builtBin(), directory('bin', 'configdrive'));
  });

  it('are there', () => {
    expect(blocks.filter(({ language }) => language === 'ts').length).toBeGreaterThan(5);
    expect(blocks.filter(({ language }) => language === 'sh').length).toBeGreaterThan(1);
  });

  it('are right in their types', () => {
    const { status, stdout } = run(join(root, 'node_modules/.bin/tsc'), ['-p', FOLDER]);
    expect(stdout.toString('utf8')).toBe('');
    expect(status).toBe(0);
  });

  it.each([...new Set(blocks.map(({ page }) => page))])('%s runs from top to bottom', (page) => {
    const cwd = directory(page.replaceAll('/', '-'));
    mkdirSync(cwd);
    symlinkSync(join(root, 'examples'), join(cwd, 'examples'));
    for (const block of blocks.filter((each) => each.page === page)) {
      const { status, stderr } = runBlock(block, cwd, directory('bin'));
      expect(status, `${page}:${block.line}\n${stderr}`).toBe(0);
    }
  });
});

function runBlock(block: Block, cwd: string, bin: string) {
  if (block.language === 'ts') return run(process.execPath, [pathOf(block, 'js')], { cwd });
  const env = { PATH: `${bin}:${process.env.PATH ?? ''}` };
  return run('bash', ['-euo', 'pipefail', '-c', block.text], { cwd, env });
}
