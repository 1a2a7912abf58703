/**
 * Explains one drive in a process of its own and prints how many mebibytes that took above the start (proc(5): VmHWM). The
 * document is the standard input.
 *
 * usage: peak-of-explain.mjs LABEL PATH < DOCUMENT
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { explain } from 'configdrive';

const [label = '', path = ''] = process.argv.slice(2);

/** @param {string | Uint8Array} content */
const entriesWith = (content) => {
  const around =
    label === 'cidata'
      ? { 'meta-data': 'instance-id: i\n', 'user-data': '' }
      : { 'openstack/latest/meta_data.json': '{"uuid": "i"}' };
  return Object.entries({ ...around, [path]: content }).map(([name, given]) => ({ path: name, content: given }));
};

const peakMebibytes = () => Number(/VmHWM:\s+([0-9]+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

const content = readFileSync(0);
explain({ label, entries: entriesWith('#cloud-config\na: b\n') });
globalThis.gc?.();
writeFileSync('/proc/self/clear_refs', '5');
const start = peakMebibytes();
const issues = explain({ label, entries: entriesWith(content) }).flatMap((one) => one.issues);
// How large a document is, and not how much is wrong with it: tens of thousands of empty objects are findings, too.
const told = issues.some(
  ({ code, message }) =>
    code === 'content-not-looked-at' && message.startsWith('not looked at') && !message.endsWith('findings'),
);
process.stdout.write(JSON.stringify({ mebibytes: Math.round(peakMebibytes() - start), isBeyond: told }));
