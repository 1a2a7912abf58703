/** `configdrive serve`: metadata and passwords over HTTP, from drives. */
import { readFileSync } from 'node:fs';
import { storageError } from '@configdrive/files';
import {
  type DriveSource,
  directorySource,
  imageSource,
  type ListenAt,
  type MetadataService,
  memoryLedger,
  openPasswordLedger,
  type PasswordLedger,
  type SaveOptions,
  type ServeOptions,
  serveMetadata,
  storeSource,
} from '@configdrive/metadata-server';
import type { serve as words } from '../../commands/serve.ts';
import type { ActionOf, OperandsOf, OptionsOf } from '../../framework/action.ts';
import { refusal } from '../../framework/codes.ts';
import { printFacts, printIssues } from '../../framework/output.ts';
import { millisecondsOf } from '../../inputs/settings.ts';
import { storeOf } from '../store/store-of.ts';
import { printGuests } from './guests.ts';
import { placeOf, systemdPlaces } from './places.ts';

type Options = OptionsOf<typeof words>;
type Operands = OperandsOf<typeof words>;

const DRAIN_SECONDS = '10';

export const serve: ActionOf<typeof words> = async (operands, options, { signal }) => {
  const drives = sourceOf(operands, options);
  await refuseUnreadable(operands, drives);
  if (options.dryRun) return printGuests(drives, options);
  const withinMilliseconds = millisecondsOf('drain', options.drain ?? DRAIN_SECONDS);
  const places = placesOf(options);
  const passwords = await ledgerOf(operands, options, places);
  try {
    const save = saveOf(options);
    const service = await serveMetadata({ ...serviceOptions(drives, options, places, passwords), save });
    await printFacts(summaryOf(service));
    await untilEnd(service, signal);
    await service.drain({ withinMilliseconds });
  } finally {
    await passwords?.close();
  }
};

/** Of many drives those are served that can be read; the only one must be. */
async function refuseUnreadable({ image }: Operands, drives: DriveSource): Promise<void> {
  if (image !== undefined && (await drives.read(image)) === undefined) {
    throw storageError('file-missing', 'open', image);
  }
}

function sourceOf({ image }: Operands, options: Options): DriveSource {
  const { drives, secondary, primary, hostCache } = options;
  if (image !== undefined) return imageSource(image);
  if (drives !== undefined) return directorySource(drives);
  if (secondary !== undefined || primary !== undefined || hostCache !== undefined) return storeSource(storeOf(options));
  throw refusal('drives-missing', [], 'say which: an image, --drives, or the roots of a store (--secondary …)');
}

interface Places {
  readonly metadata: readonly ListenAt[];
  readonly passwords: ListenAt | undefined;
  readonly metrics: ListenAt | undefined;
}

function placesOf(options: Options): Places {
  const { listen = [], passwordListen, metrics } = options;
  const handed = options.systemd ? systemdPlaces(process.env) : new Map<string, readonly ListenAt[]>();
  const placeAt = (option: string, text: string | undefined): ListenAt | undefined =>
    text === undefined ? undefined : placeOf(option, text);
  const places = {
    metadata: [...(handed.get('metadata') ?? []), ...listen.map((text) => placeOf('listen', text))],
    passwords: handed.get('passwords')?.[0] ?? placeAt('passwordListen', passwordListen),
    metrics: handed.get('metrics')?.[0] ?? placeAt('metrics', metrics),
  };
  if (places.metadata.length > 0) return places;
  throw refusal(
    'listen-missing',
    ['--listen'],
    'say where guests ask: --listen 10.1.1.1:80, or --dry-run to look only',
  );
}

/** Who looks at one drive need not keep anything. */
async function ledgerOf(
  { image }: Operands,
  { state }: Options,
  { passwords }: Places,
): Promise<PasswordLedger | undefined> {
  if (passwords === undefined) return undefined;
  if (state !== undefined) return openPasswordLedger(state, { onIssue: (issue) => void printIssues([issue]) });
  if (image !== undefined) return memoryLedger();
  throw refusal(
    'state-missing',
    ['--state'],
    'say where it is kept which passwords were taken: --state /var/lib/configdrive',
  );
}

function serviceOptions(
  drives: DriveSource,
  options: Options,
  { metadata, passwords: at, metrics }: Places,
  passwords: PasswordLedger | undefined,
): ServeOptions {
  const { form = 'cloudstack', network, as: addresses, hostName, log } = options;
  return {
    drives,
    // All of them have the same guests: one is enough for their passwords.
    listen: metadata.map((place, index) => ({
      ...place,
      form,
      network,
      addresses,
      password: index === 0 ? at : undefined,
    })),
    passwords,
    hosts: hostName,
    metrics,
    log: log === 'json' ? (event) => process.stderr.write(`${JSON.stringify(event)}\n`) : undefined,
    onIssue: (issue) => void printIssues([issue]),
  };
}

/** A drive is changed as by `store set-password`. */
function saveOf(options: Options): SaveOptions | undefined {
  const { saveListen, saveTokenFile, network, secondary, primary, hostCache, drives } = options;
  if (saveListen === undefined && saveTokenFile === undefined) return undefined;
  const hasStore = drives === undefined && [secondary, primary, hostCache].some((root) => root !== undefined);
  if (saveListen === undefined || saveTokenFile === undefined || !hasStore) {
    throw refusal('save-incomplete', ['--save-listen'], 'needs --save-token-file, and a store whose drives are served');
  }
  const store = storeOf(options);
  const token = readFileSync(saveTokenFile, 'utf8').trimEnd();
  return {
    ...placeOf('saveListen', saveListen),
    token,
    network,
    save: (machine, password) => store.setPassword(machine, password),
  };
}

function summaryOf(service: MetadataService): string {
  const where = service.listeners.map(({ kind, form, address, port }) => {
    const host = address.includes(':') ? `[${address}]` : address;
    return `${host}:${port} (${kind === 'metadata' ? form : kind})`;
  });
  const [{ guests } = { guests: [] }] = service.guests();
  return `${where.join(', ')}: ${guests.length} ${guests.length === 1 ? 'guest' : 'guests'}, ready`;
}

/** Resolves when the process is told to end; told to look, it looks. */
async function untilEnd(service: MetadataService, signal: AbortSignal): Promise<void> {
  const look = (): void => void service.reload();
  process.on('SIGHUP', look);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  process.removeListener('SIGHUP', look);
}
