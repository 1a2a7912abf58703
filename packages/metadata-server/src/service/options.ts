/** What a metadata service is told, and what of it is refused before anything is opened. */
import type { FormName } from '@configdrive/core';
import { canonicalAddress } from '@configdrive/core/serving';
import type { Issue } from '@configdrive/issues';
import { checkArguments, isObject, options as knownOptions } from '@configdrive/issues/arguments';
import { serverRefusal } from '../codes.ts';
import { type DriveSource, someSource } from '../guests/source.ts';
import type { ServiceLimitOptions } from '../limits.ts';
import type { PasswordLedger } from '../passwords/ledger.ts';
import type { PasswordEvent } from '../passwords/protocol.ts';

/** The network of listeners that name none. */
export const DEFAULT_NETWORK = 'default';

/** Where a socket is opened, or one that whoever started the process has opened already. */
export interface ListenAt {
  /** An address of this host: `10.1.1.1`, `fe80::1%eth0`. */
  readonly address?: string | undefined;
  /** 0: any that is free. */
  readonly port?: number | undefined;
  /** The number of an open socket that listens: of systemd's, the first is 3. */
  readonly fd?: number | undefined;
}

/** One address where guests ask, and in which form. */
export interface ListenOptions extends ListenAt {
  readonly form: FormName;
  /** Of the guests that can reach this address: two networks may have the same addresses. Default `default`. */
  readonly network?: string | undefined;
  /** The machines of this network. Default: those of the service. */
  readonly drives?: DriveSource | undefined;
  /** Where passwords are handed out to the same guests. Default: nowhere. */
  readonly password?: ListenAt | undefined;
  /** Who asks for each machine, in place of what its drive says: for looking at one drive. */
  readonly addresses?: readonly string[] | undefined;
}

/** What happened, for a log: never a content, and of a path the pattern only. */
export interface ServiceEvent {
  readonly time: string;
  readonly network: string;
  readonly form: string;
  readonly source: string;
  /** Of the machine; undefined: nobody knows who asks. */
  readonly guest: string | undefined;
  readonly route: string;
  readonly status: number;
  readonly bytes: number;
  readonly milliseconds: number;
  /** What became of a word to the password server; undefined: it was none. */
  readonly password: PasswordEvent | undefined;
}

export interface ServeOptions {
  /** The machines of all networks that name no source of their own. */
  readonly drives?: DriveSource | undefined;
  readonly listen: readonly ListenOptions[];
  /** Which passwords were taken; needed where passwords are handed out. */
  readonly passwords?: PasswordLedger | undefined;
  /** Names by which guests call the service beside its addresses and `data-server`. */
  readonly hosts?: readonly string[] | undefined;
  readonly limits?: ServiceLimitOptions | undefined;
  /** Where passwords are saved, in the form of CloudStack's router: an address that no guest reaches. Default: nowhere. */
  readonly save?: SaveOptions | undefined;
  /** Where metrics, `/livez` and `/readyz` are: an address that no guest reaches. Default: nowhere. */
  readonly metrics?: ListenAt | undefined;
  readonly log?: ((event: ServiceEvent) => void) | undefined;
  readonly onIssue?: ((issue: Issue) => void) | undefined;
}

/** Saving of passwords by who manages the service. */
export interface SaveOptions extends ListenAt {
  /** What a form must bring: 22 to 256 visible ASCII characters. */
  readonly token: string;
  /** The network of the addresses in forms. Default `default`. */
  readonly network?: string | undefined;
  /** Puts a password on the drive of a machine: `(machine, password) => store.setPassword(machine, password)`. */
  readonly save: (machine: string, password: string) => Promise<unknown>;
}

/** @throws InvalidInputError for the first of them that is wrong */
export function checkServeOptions(options: ServeOptions): void {
  checkArguments(['options', serveOptions, options]);
  checkListeners(options);
}

const serveOptions = knownOptions<ServeOptions>(
  {
    drives: true,
    listen: true,
    passwords: true,
    hosts: true,
    limits: true,
    save: true,
    metrics: true,
    log: true,
    onIssue: true,
  },
  ({ listen, drives, passwords }) =>
    Array.isArray(listen) &&
    listen.every(isObject) &&
    (drives === undefined || someSource.is(drives)) &&
    (passwords === undefined || isObject(passwords)),
  'an object with a list of listeners as `listen`, a source as `drives`, and a ledger as `passwords`',
);

function checkListeners({ listen, passwords, save }: ServeOptions): void {
  if (listen.length === 0) throw serverRefusal('listener-missing', ['listen'], 'say where: an address and a port');
  if (save !== undefined) checkPlace(save, ['save']);
  for (const [index, each] of listen.entries()) {
    checkPlace(each, ['listen', index]);
    if (each.password === undefined) continue;
    checkPlace(each.password, ['listen', index, 'password']);
    if (passwords === undefined) {
      throw serverRefusal(
        'ledger-missing',
        ['passwords'],
        'passwords are handed out once: openPasswordLedger keeps which were',
      );
    }
  }
}

function checkPlace({ address, port, fd }: ListenAt, place: readonly (string | number)[]): void {
  const isPort = port === undefined || (Number.isInteger(port) && port >= 0 && port <= 65_535);
  if (!isPort) throw serverRefusal('listener-invalid', [...place, 'port'], 'must be a whole number from 0 to 65535');
  if (fd === undefined && (address === undefined || canonicalAddress(address).length === 0)) {
    throw serverRefusal('listener-invalid', [...place, 'address'], 'must be an address of this host, as 10.1.1.1');
  }
}
