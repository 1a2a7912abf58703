/**
 * The metadata service as a process, for a network of its own: `node service.mjs WORDS.json`. Says `ready`, and `reloaded` for
 * each line on its standard input.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseMachine } from 'configdrive';
import { directorySource, memorySource, openPasswordLedger, serveMetadata } from 'configdrive/serve';

/** @type {import('./service-words.ts').ServiceWords} */
const { listen, state } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));

/** @param {import('./service-words.ts').ServiceWords['listen'][number]['drives']} drives */
const sourceOf = (drives) =>
  typeof drives === 'string'
    ? directorySource(drives)
    : memorySource(drives.map(([name, input]) => [name, parseMachine(input)]));

const service = await serveMetadata({
  passwords: await openPasswordLedger(state),
  listen: listen.map(({ form, address, port, passwordPort, network, drives }) => ({
    form,
    address,
    port,
    network,
    drives: sourceOf(drives),
    password: passwordPort === undefined ? undefined : { address, port: passwordPort },
  })),
});
process.stdout.write('ready\n');
for await (const _line of createInterface(process.stdin)) {
  await service.reload();
  process.stdout.write('reloaded\n');
}
