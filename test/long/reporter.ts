/** Vitest reporter of `npm run test:long`: enters each file into last-run.json as it ends, so that nothing is lost with the rest. */
import { spawnSync } from 'node:child_process';
import type { Reporter, TestModule } from 'vitest/node';
import { FOREIGN, foundAt } from '../support/foreign.ts';
import { type LongRun, lastRuns, saveRuns, withRun } from './report.ts';
import { hashOf, longTests } from './tests.ts';

/** Programs that judge in a long form. */
const JUDGES = [
  'bsdtar',
  'isoinfo',
  'xorriso',
  '7z',
  'iso-info',
  'grub-fstest',
  'strace',
  'python3',
  'fuseiso',
  'qemu-system-x86_64',
  'busybox',
] as const;

export default class LongRunReporter implements Reporter {
  readonly #date = new Date().toISOString().slice(0, 10);
  readonly #commit = commitNow();
  readonly #versions = versionsNow();

  onTestModuleEnd(module: TestModule): void {
    const path = module.relativeModuleId;
    saveRuns(withRun(lastRuns(), longTests(), path, this.#runOf(module), this.#versions));
  }

  #runOf(module: TestModule): LongRun {
    const tests = [...module.children.allTests()];
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const broken = [module, ...module.children.allSuites()].filter((group) => group.errors().length > 0).length;
    return {
      date: this.#date,
      commit: this.#commit,
      hash: hashOf(module.relativeModuleId),
      passed: count('passed'),
      failed: count('failed') + broken,
      skipped: count('skipped'),
      seconds: Math.round(module.diagnostic().duration / 1000),
    };
  }
}

function commitNow(): string {
  const commit = outputOf('git', ['rev-parse', '--short=12', 'HEAD']);
  const changes = outputOf('git', ['status', '--porcelain', '--', '.', ':!test/long/last-run.json']);
  return changes === '' ? commit : `${commit}-dirty`;
}

function versionsNow(): Readonly<Record<string, string>> {
  const there = JUDGES.filter((name) => foundAt(name) !== undefined).map((name) => FOREIGN[name].debianPackage);
  const versions = there.map((name) => [name, outputOf('dpkg-query', ['-W', `-f=\${Version}`, name])] as const);
  return { node: process.versions.node, ...Object.fromEntries(versions.filter(([, version]) => version !== '')) };
}

const outputOf = (program: string, args: readonly string[]): string =>
  (spawnSync(program, args, { encoding: 'utf8' }).stdout ?? '').trim();
