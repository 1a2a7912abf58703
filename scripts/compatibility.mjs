/** `npm run compatibility` compares docs/compatibility.md with what programs say here; `-- --accept` writes it anew. */
import { runAccepting } from './accepting.mjs';

runAccepting('compatibility', 'test/compatibility', 'CONFIGDRIVE_ACCEPT_COMPATIBILITY', 'docs/compatibility.md');
