import { type CommandFamily, command } from '../framework/command.ts';
import { json } from './shared.ts';

const group = 'Keep many';

const call = command({
  name: 'call',
  summary: 'call a command of an API in CloudStack’s form',
  description:
    'Signs a call, sends it, waits for its job where it begins one, and prints the answer as JSON. A value may come from a file (name=@file) or from standard input (name=-), without one final newline: so for whatever is secret. The keys are never on the command line: they are in a file, or in CONFIGDRIVE_API_KEY and CONFIGDRIVE_SECRET_KEY. Exit code 2 when the server refuses the call, 3 when it cannot be reached or fails.',
  group,
  operands: {
    command: { kind: 'text', about: 'name of the command: listZones' },
    parameters: {
      kind: 'text',
      many: true,
      optional: true,
      about: 'name=value, name=@file or name=-; of a map, details[0].name=value',
    },
  },
  options: {
    endpoint: {
      value: 'url',
      environment: 'CONFIGDRIVE_API_ENDPOINT',
      about: 'where the API is: https://cloud.example/client/api',
    },
    keyFile: { value: 'file', about: 'JSON with apiKey and secretKey' },
    post: { about: 'send it by POST; contents and what is long are sent so anyway' },
    json,
  },
  examples: [
    'configdrive api call listZones available=true --endpoint http://127.0.0.1:8080/client/api --key-file keys.json',
    'base64 -w0 user.yaml | configdrive api call registerUserData name=web userdata=- --key-file keys.json',
  ],
});

/** The commands of the API, in the order of the help. */
export const apiCommands = { call } as const;

export const api: CommandFamily = {
  name: 'api',
  summary: 'call an API in CloudStack’s form',
  description: 'Calls servers that have CloudStack’s API: this project’s own, or any other.',
  group,
  commands: Object.values(apiCommands),
  examples: [
    'configdrive api call listApis --endpoint http://127.0.0.1:8080/client/api --key-file keys.json',
    'export CONFIGDRIVE_API_ENDPOINT=https://cloud.example/client/api; configdrive api call listZones',
  ],
};
