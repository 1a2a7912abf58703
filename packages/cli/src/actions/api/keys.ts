/** The keys by which a call is signed: from a file or from the environment, never from the command line. */
import { isObject } from '@configdrive/issues/arguments';
import { strictUtf8Text } from 'iso9660-format';
import { refusal } from '../../framework/codes.ts';
import { readBytes } from '../../inputs/bytes.ts';

export interface Keys {
  readonly apiKey: string;
  readonly secretKey: string;
}

/** @throws InvalidInputError `keys-missing`, which tells nothing of what a file has */
export async function keysOf(file: string | undefined, signal: AbortSignal): Promise<Keys> {
  if (file !== undefined) return keysIn(strictUtf8Text(await readBytes(file, signal)) ?? '', file);
  const { CONFIGDRIVE_API_KEY: apiKey = '', CONFIGDRIVE_SECRET_KEY: secretKey = '' } = process.env;
  if (apiKey !== '' && secretKey !== '') return { apiKey, secretKey };
  throw refusal(
    'keys-missing',
    ['--key-file'],
    'give a file with the keys, or set CONFIGDRIVE_API_KEY and CONFIGDRIVE_SECRET_KEY',
  );
}

function keysIn(text: string, file: string): Keys {
  const { apiKey, secretKey } = membersOf(text);
  if (typeof apiKey === 'string' && typeof secretKey === 'string' && apiKey !== '' && secretKey !== '') {
    return { apiKey, secretKey };
  }
  throw refusal('keys-missing', [file], 'must be a JSON object with the texts apiKey and secretKey');
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
