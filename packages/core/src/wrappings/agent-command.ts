/**
 * HandleConfigDriveIsoCommand: how CloudStack's management server hands an image to the agent of a host, or to the secondary
 * storage VM. The agent's wire format is a list of commands, each an object under the name of its class.
 */
import { InvalidImageError, InvalidInputError } from '@configdrive/issues';
import { checkArguments, object, text as someText } from '@configdrive/issues/arguments';
import type { CoreCode } from '../codes.ts';
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import { jsonFaultOf } from '../encoding/json-text.ts';
import { type JsonText, jsonArray, jsonNumber, jsonObject, jsonRecord, jsonString } from '../encoding/ordered-json.ts';
import { nameProblem } from '../input/names.ts';

export interface AgentCommand {
  /** Where the file goes, below the store: `configdrive/i-2-10-VM.iso`. */
  readonly isoFile: string;
  /** The image; none in a command that removes the file. */
  readonly image?: Uint8Array | undefined;
  /** True: write the file; false: remove it. */
  readonly create: boolean;
  /** CloudStack's own description of the store, handed on as it is. */
  readonly destStore?: Readonly<Record<string, unknown>> | undefined;
  readonly useHostCacheOnUnsupportedPool?: boolean | undefined;
  readonly preferHostCache?: boolean | undefined;
}

const CLASS = 'com.cloud.agent.api.HandleConfigDriveIsoCommand';

/** Where CloudStack has the drive of an instance. @throws InvalidInputError for a name that is no file name */
export function isoFileOf(instanceName: string): string {
  checkArguments(['instanceName', someText, instanceName]);
  const problem = nameProblem(instanceName);
  if (problem !== undefined) throw refused(problem.code, ['instanceName'], problem.message);
  return `configdrive/${instanceName}.iso`;
}

const commandText = jsonRecord(
  'isoFile',
  'isoData',
  'destStore',
  'create',
  'useHostCacheOnUnsupportedPool',
  'preferHostCache',
  'wait',
  'bypassHostMaintenance',
);

/**
 * The command as the agent reads it: one JSON text.
 *
 * @throws InvalidInputError when it creates without an image, or removes with one
 */
export function agentCommandText(command: AgentCommand): string {
  checkArguments(['command', object('a command to the agent'), command]);
  const { isoFile, image, create, destStore, useHostCacheOnUnsupportedPool = false, preferHostCache = false } = command;
  if (create !== (image !== undefined)) {
    throw refused(
      'agent-command-invalid',
      ['image'],
      create ? 'is what is to be written' : 'has no place when a file is removed',
    );
  }
  const store = destStore === undefined ? undefined : canonicalJson(destStore);
  if (destStore !== undefined && store === undefined)
    throw refused('agent-command-invalid', ['destStore'], 'must be what JSON can say');
  const text = commandText({
    isoFile: jsonString(isoFile),
    isoData: image && jsonString(encodeBase64(image)),
    destStore: store,
    create: jsonBoolean(create),
    useHostCacheOnUnsupportedPool: jsonBoolean(useHostCacheOnUnsupportedPool),
    preferHostCache: jsonBoolean(preferHostCache),
    wait: jsonNumber(0),
    bypassHostMaintenance: jsonBoolean(false),
  });
  return jsonArray([jsonObject([[CLASS, text]])]);
}

const jsonBoolean = (value: boolean): JsonText => String(value) as JsonText;

const refused = (code: CoreCode, place: readonly string[], message: string): InvalidInputError =>
  new InvalidInputError([{ code, severity: 'error', place, message }]);

/**
 * A command out of its text: the list, the object in it, or the members alone; logs have texts for true and false.
 *
 * @throws InvalidImageError for a text that is not one
 */
export function readAgentCommand(text: string): AgentCommand {
  checkArguments(['text', someText, text]);
  const members = membersIn(text);
  const { isoFile, isoData, destStore } = members;
  if (typeof isoFile !== 'string') throw unreadable('has no isoFile');
  return {
    isoFile,
    image: isoData == null ? undefined : imageOf(isoData),
    create: isTrue(members.create),
    destStore: isMembers(destStore) ? destStore : undefined,
    useHostCacheOnUnsupportedPool: isTrue(members.useHostCacheOnUnsupportedPool),
    preferHostCache: isTrue(members.preferHostCache),
  };
}

/** The image in a command. */
export function agentImageIn(text: string): Uint8Array {
  const { image } = readAgentCommand(text);
  if (image === undefined) throw unreadable('has no isoData: it removes a drive');
  return image;
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTrue = (value: unknown): boolean => value === true || value === 'true';

function membersIn(text: string): Members {
  const parsed = parsedJson(text);
  const [command, ...others]: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (!isMembers(command) || others.length > 0) throw unreadable('is not one command');
  const named = command[CLASS] ?? command;
  if (!isMembers(named)) throw unreadable('is not one command');
  return named;
}

function parsedJson(text: string): unknown {
  if (jsonFaultOf(text)?.code === 'input-too-large') throw unreadable('holds more values than a command');
  try {
    return JSON.parse(text);
  } catch {
    // What a parser says of a text may quote it.
    throw unreadable('is no JSON');
  }
}

function imageOf(isoData: unknown): Uint8Array {
  const result = typeof isoData === 'string' ? decodeBase64(isoData) : undefined;
  if (result !== undefined && 'bytes' in result) return result.bytes;
  throw unreadable('has an isoData that is not base64');
}

const unreadable = (why: string): InvalidImageError =>
  new InvalidImageError([
    { code: 'wrapping-broken' satisfies CoreCode, severity: 'error', place: [], message: `the agent command ${why}` },
  ]);
