/** test/golden/*.golden.txt: our images, byte by byte, as they were reviewed. */
import { changedByTests } from './by-tests.mjs';

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => changedByTests('test/golden', 'CONFIGDRIVE_ACCEPT_GOLDEN', 'test/golden', accept);
