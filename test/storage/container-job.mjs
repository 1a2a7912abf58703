/**
 * A process in a container that changes one drive again and again: `node container-job.mjs '{"root": …, "worker": "a", …}'`. On the
 * drive is how many changes there were, and the last one of each worker; each line says a change that is done, or a code.
 */
import { withUserData } from '@configdrive/core';
import { openStore } from './directories.mjs';

const { root, worker, options, instance, userDataFile } = JSON.parse(process.argv[2]);
const store = openStore({ secondary: root, ...options });

const countsOn = ({ entries }) => JSON.parse(entries.find(({ path }) => path === userDataFile).content.text());

for (let round = 1; ; round++) {
  let count = 0;
  try {
    await store.change(instance, (drive, change) => {
      const before = countsOn(drive);
      count = before.count + 1;
      return withUserData(drive, JSON.stringify({ ...before, count, [worker]: round }), change);
    });
    process.stdout.write(`${JSON.stringify({ worker, round, count })}\n`);
  } catch (error) {
    process.stdout.write(
      `${JSON.stringify({ worker, round, code: error.code, step: error.step, message: error.message })}\n`,
    );
  }
}
