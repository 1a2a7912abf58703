/** Commands for settings, for users' keys, and for what there is to call. */
import { pages } from './common.ts';
import { userFields } from './inventory.ts';
import {
  ADMINISTRATORS,
  EVERYBODY,
  is,
  listOf,
  objectIn,
  ROOT_ADMINISTRATORS,
  required,
  string,
  synchronous,
  uuid,
} from './words.ts';

const configurationFields = {
  name: is.string('the name of the setting'),
  value: is.string('its value; a secret is never shown'),
  defaultvalue: is.string('the value that it has by itself'),
  category: is.string('the category of the setting'),
  description: is.string('what it is for'),
  group: is.string('the group of the setting'),
  subgroup: is.string('the group within that group'),
  component: is.string('the component that it belongs to'),
  scope: is.string('where it can be set: global, zone, domain, account'),
  id: is.uuid('the ID of what it was set for'),
  isdynamic: is.boolean('true if a change needs no restart'),
  type: is.string('the type of its value'),
};

/** Where a setting holds. */
const scopes = {
  zoneid: uuid('zone', 'the zone that the setting is of'),
  accountid: uuid('account', 'the account that the setting is of'),
  domainid: uuid('domain', 'the domain that the setting is of'),
};

const userKeys = objectIn('userkeys', {
  apikey: is.string('the API key'),
  secretkey: is.string('the secret key, which signs requests'),
});

const responseFields = {
  name: is.string('the name of the field'),
  type: is.string('the type of the field'),
  description: is.string('the description of the field'),
};

export const settingCommands = {
  listConfigurations: synchronous(
    'Lists settings.',
    ADMINISTRATORS,
    {
      name: string('list by name'),
      category: string('list by category'),
      group: string('list by group', { since: '4.18' }),
      subgroup: string('list by the group within a group', { since: '4.18' }),
      ...scopes,
      ...pages,
    },
    listOf('configuration', configurationFields),
  ),
  updateConfiguration: synchronous(
    'Updates a setting.',
    ROOT_ADMINISTRATORS,
    {
      name: required(string('the name of the setting')),
      value: string('the value of the setting', { maxLength: 4096, isContent: true }),
      ...scopes,
    },
    objectIn('configuration', configurationFields),
  ),
};

export const userCommands = {
  registerUserKeys: synchronous(
    'Makes a new pair of keys for a user. The pair of before is no longer valid.',
    EVERYBODY,
    { id: required(uuid('user', 'the ID of the user')) },
    userKeys,
  ),
  getUserKeys: synchronous(
    'Returns the keys of a user.',
    EVERYBODY,
    { id: required(uuid('user', 'the ID of the user')) },
    userKeys,
  ),
  getUser: synchronous(
    'Finds the user of an API key.',
    ROOT_ADMINISTRATORS,
    { userapikey: required(string('the API key of the user')) },
    objectIn('user', userFields),
  ),
};

export const discoveryCommands = {
  listApis: synchronous(
    'Lists the commands that the caller may call.',
    EVERYBODY,
    { name: string('the name of a command') },
    listOf('api', {
      name: is.string('the name of the command'),
      description: is.string('the description of the command'),
      since: is.string('the version of CloudStack that brought it'),
      isasync: is.boolean('true if it answers with a job'),
      related: is.string('commands whose objects are of the same kind, separated by commas'),
      params: is.objects('the parameters that it takes', {
        name: is.string('the name of the parameter'),
        description: is.string('the description of the parameter'),
        type: is.string('the type of the parameter'),
        length: is.integer('the most UTF-16 units of its value'),
        required: is.boolean('true if the command needs it'),
        since: is.string('the version of CloudStack that brought it'),
        related: is.string('commands that list what its UUIDs name, separated by commas'),
      }),
      response: is.objects('the fields of its response', {
        ...responseFields,
        response: is.objects('the fields of the objects in this field', responseFields),
      }),
      type: is.string('the type of its response'),
    }),
  ),
};
