/** `npm run golden` compares our images with the reviewed ones in test/golden; `-- --accept` takes the new bytes instead. */
import { runAccepting } from './accepting.mjs';

runAccepting('golden', 'test/golden', 'CONFIGDRIVE_ACCEPT_GOLDEN', 'test/golden');
