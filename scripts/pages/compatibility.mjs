/** docs/compatibility.md: what programs that are not ours say of our drives and images. */
import { changedByTests } from './by-tests.mjs';

/** @type {import('../generate.mjs').Maker} */
export default async (accept) =>
  changedByTests('test/compatibility', 'CONFIGDRIVE_ACCEPT_COMPATIBILITY', 'docs/compatibility.md', accept);
