/** A machine as it is served: everything is made when its drive is loaded, and nothing when somebody asks. */
import { createHash } from 'node:crypto';
import type { Answer, ConfigDrive, FormName, Machine } from '@configdrive/core';
import { servedAnswersOf, servedGuestOf } from '@configdrive/core/serving';
import type { Issue } from '@configdrive/issues';
import { serverIssue } from '../codes.ts';
import { ReadyAnswers } from './ready-answers.ts';

/** What everybody may know of a machine that is served. */
export interface GuestFacts {
  /** Of the machine, in its source. */
  readonly name: string;
  readonly addresses: readonly string[];
  readonly paths: number;
  readonly userDataBytes: number;
  readonly hasPassword: boolean;
}

export interface Guest extends GuestFacts {
  readonly answers: ReadyAnswers;
  readonly password: string | undefined;
  /** Tells this machine from another one of its name: nothing else is to be learned from it. */
  readonly identity: string;
}

export interface MadeGuest {
  readonly guest: Guest;
  readonly issues: readonly Issue[];
}

export interface GuestOptions {
  readonly form: FormName;
  readonly mostUserDataBytes: number;
  /** Who asks, where the machine does not say it itself. */
  readonly addresses?: readonly string[] | undefined;
}

/**
 * Makes a machine ready to be served in one form.
 *
 * @throws InvalidInputError where it has nothing for this form
 */
export function guestOf(name: string, source: Machine | ConfigDrive, options: GuestOptions): MadeGuest {
  const { answers: made, issues: left } = servedAnswersOf(source, { form: options.form });
  const issues: Issue[] = left.map((issue) => ({ ...issue, place: [name, ...issue.place] }));
  const { addresses: own, password } = servedGuestOf(source);
  const addresses = options.addresses ?? own;
  let userDataBytes = 0;
  const handed = new Map<string, Answer>();
  for (const [path, answer] of made) {
    const { byteLength } = answer.content;
    if (isUserData(path)) userDataBytes = byteLength;
    if (!isUserData(path) || byteLength <= options.mostUserDataBytes) handed.set(path, answer);
  }
  const answers = new ReadyAnswers(handed);
  if (userDataBytes > options.mostUserDataBytes) {
    const message = `${userDataBytes} bytes of user data, at most ${options.mostUserDataBytes} are handed out`;
    issues.push(serverIssue('user-data-too-large', [name], message));
  }
  if (addresses.length === 0) issues.push(serverIssue('guest-unaddressed', [name], UNADDRESSED));
  const facts = { name, addresses, paths: answers.size, userDataBytes, hasPassword: password !== undefined };
  return { guest: { ...facts, answers, password, identity: identityOf(answers) }, issues };
}

const UNADDRESSED = 'no NIC with userDataProvider VirtualRouter has an address, and no local-ipv4 is in its metadata';

const isUserData = (path: string): boolean => path.endsWith('/user-data') || path.endsWith('/user_data');

/** What names the machine itself, whatever it is called here. */
function identityOf(answers: ReadyAnswers): string {
  const hash = createHash('sha256');
  for (const name of ['vm-id', 'instance-id'])
    hash.update(answers.get(`/latest/meta-data/${name}`)?.bytes ?? '').update('\0');
  return hash.digest('base64url');
}
