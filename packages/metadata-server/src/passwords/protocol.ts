/** The words of CloudStack's password server, as guests send and expect them. */
import type { Guest } from '../guests/guest.ts';
import type { PasswordLedger } from './ledger.ts';

/** What a guest asks by the header `DomU_Request`. */
export const WORD_HEADER = 'domu_request';

export const SAVED_PASSWORD = 'saved_password';
const SEND_PASSWORD = 'send_my_password';
export const BAD_REQUEST = 'bad_request';

/** What becomes of one word, for the log and the metrics; `none`: there is no password to give. */
export type PasswordEvent = 'given' | 'acknowledged' | 'none' | 'bad';

export interface PasswordAnswer {
  readonly status: 200 | 400;
  readonly body: string;
  readonly event: PasswordEvent;
}

const none: PasswordAnswer = { status: 200, body: SAVED_PASSWORD, event: 'none' };

export interface PasswordDesk {
  readonly network: string;
  readonly ledger: PasswordLedger;
}

/**
 * Answers one word of a guest; undefined: nobody knows it, which is answered like a guest without a password. The ledger has
 * what was done before this resolves.
 */
export async function passwordAnswer(
  word: string | undefined,
  guest: Guest | undefined,
  { network, ledger }: PasswordDesk,
): Promise<PasswordAnswer> {
  if (word !== SEND_PASSWORD && word !== SAVED_PASSWORD) return { status: 400, body: BAD_REQUEST, event: 'bad' };
  if (guest === undefined) return none;
  const key = `${network}/${guest.name}`;
  if (word === SAVED_PASSWORD) {
    await ledger.acknowledged(key);
    return { ...none, event: 'acknowledged' };
  }
  const { password, identity } = guest;
  if (password === undefined) return none;
  const version = ledger.versionOf(`${key}/${identity}`, password);
  if (ledger.isTaken(key, version)) return none;
  await ledger.fetched(key, version);
  return { status: 200, body: password, event: 'given' };
}
