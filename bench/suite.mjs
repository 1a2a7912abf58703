/** One suite in a process of its own: what another left in memory would be paid for by every collection and every fork. */
import { writeFileSync } from 'node:fs';
import { sizes, suites } from './suites.mjs';

const [, , name, size, results] = process.argv;
writeFileSync(results, JSON.stringify(await suites[name](sizes[size])));
