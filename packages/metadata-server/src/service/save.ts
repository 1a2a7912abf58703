/**
 * Saving a password as CloudStack's router takes it: a form with `ip`, `password` and `token`, sent by who manages the router and never
 * by a guest. What is saved goes onto the drive; the ledger knows nothing of it until a guest gets it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { canonicalAddress } from '@configdrive/core/serving';
import { InvalidInputError } from '@configdrive/issues';
import { serverRefusal } from '../codes.ts';
import type { Roster } from '../guests/roster.ts';
import { WORD_HEADER } from '../passwords/protocol.ts';
import { type Accepted, onlyHeader } from '../requests/judge.ts';
import { type Asked, bareReply, type Reply } from './listener.ts';

export const SAVE_ROUTE = 'save';
const SAVE_WORD = 'save_password';

/** A form with a password, an address and a token is no longer. */
export const SAVING: Accepted = { methods: ['POST'], bodyBytes: 4096 };

/** Who may save passwords, and what becomes of them. */
export interface SaveDesk {
  readonly token: string;
  /** Canonical addresses that may ask. */
  readonly sources: ReadonlySet<string>;
  readonly roster: Roster;
  /** Puts a password on the drive of a machine. */
  readonly save: (machine: string, password: string) => Promise<unknown>;
}

/** Hex or letters, 128 bits at least. */
const TOKEN = /^[\x21-\x7e]{22,256}$/;

/** @throws InvalidInputError `save-token-weak` */
export function checkToken(token: string): void {
  if (TOKEN.test(token)) return;
  throw serverRefusal(
    'save-token-weak',
    ['save', 'token'],
    'must be 22 to 256 visible ASCII characters: 128 bits by chance',
  );
}

/** Answers one form; what is wrong with it is a status that says what. */
export async function saved({ request, source }: Asked, desk: SaveDesk): Promise<Reply> {
  if (!desk.sources.has(source)) return bareReply(403, SAVE_ROUTE);
  const form = await formIn(request, await bodyOf(request));
  // Before anything else is said of it.
  if (!isSame(form?.get('token') ?? '', desk.token)) return bareReply(401, SAVE_ROUTE);
  const [address] = canonicalAddress(form?.get('ip') ?? '');
  const password = form?.get('password') ?? '';
  const isAsked = onlyHeader(request.rawHeaders, WORD_HEADER) === SAVE_WORD;
  if (!isAsked || address === undefined || password === '') return bareReply(400, SAVE_ROUTE);
  const guest = desk.roster.at(address);
  if (guest === undefined) return bareReply(404, SAVE_ROUTE);
  try {
    await desk.save(guest.name, password);
  } catch (cause) {
    if (cause instanceof InvalidInputError) return { ...bareReply(400, SAVE_ROUTE), guest: guest.name };
    throw cause;
  }
  await desk.roster.load();
  return { ...bareReply(200, SAVE_ROUTE, Buffer.from('saved\n')), guest: guest.name };
}

/** In the same time for every wrong token, whatever its length. */
function isSame(given: string, wanted: string): boolean {
  const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hashOf(given), hashOf(wanted));
}

/** No longer than its length says, which was looked at before. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Both kinds of forms that browsers and curl send; undefined for what is none. */
async function formIn({ headers }: IncomingMessage, body: Buffer): Promise<Map<string, string> | undefined> {
  try {
    const parsed = await new Response(body, { headers: { 'Content-Type': headers['content-type'] ?? '' } }).formData();
    return new Map(Array.from(parsed, ([name, value]) => [name, typeof value === 'string' ? value : '']));
  } catch {
    return undefined;
  }
}
