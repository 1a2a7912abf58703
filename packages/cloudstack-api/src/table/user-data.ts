/** Commands for registered user data and SSH key pairs. */
import { accountIdField, owner, ownerFields, owners, pages } from './common.ts';
import { templateFields } from './inventory.ts';
import { EVERYBODY, is, listOf, objectIn, required, string, success, synchronous, userData, uuid } from './words.ts';

const userDataFields = {
  id: is.uuid('the ID of the user data'),
  name: is.string('the name of the user data'),
  ...accountIdField,
  ...ownerFields,
  userdata: is.string('the user data in base64'),
  params: is.string('the names of its variables, separated by commas'),
};

const keyPairFields = {
  id: is.uuid('the ID of the key pair'),
  name: is.string('the name of the key pair'),
  ...ownerFields,
  fingerprint: is.string('the fingerprint of the public key: MD5 with colons'),
};

const newKeyPairFields = { ...keyPairFields, privatekey: is.string('the private key, in the answer that made it') };

export const userDataCommands = {
  registerUserData: synchronous(
    'Register new user data.',
    EVERYBODY,
    {
      name: required(string('the name of the user data')),
      userdata: required(userData('the user data in base64')),
      params: string('the names of variables in it, separated by commas', { maxLength: 4096 }),
      ...owner,
    },
    objectIn('userdata', userDataFields),
  ),
  listUserData: synchronous(
    'List registered user data.',
    EVERYBODY,
    { id: uuid('userdata', 'the ID of the user data'), name: string('the name of the user data'), ...owners, ...pages },
    listOf('userdata', userDataFields),
  ),
  deleteUserData: synchronous(
    'Deletes registered user data, unless a template or an instance has them.',
    EVERYBODY,
    { id: required(uuid('userdata', 'the ID of the user data')), ...owner },
    success,
  ),
  linkUserDataToTemplate: synchronous(
    'Link registered user data to a template, or unlink them.',
    EVERYBODY,
    {
      templateid: uuid('template', 'the ID of the template'),
      isoid: uuid('template', 'the ID of the ISO'),
      userdataid: uuid('userdata', 'the ID of the user data; without it, they are unlinked'),
      userdatapolicy: string('what instances may do: ALLOWOVERRIDE (default), APPEND, DENYOVERRIDE'),
    },
    objectIn('template', templateFields),
  ),
};

export const keyPairCommands = {
  registerSSHKeyPair: synchronous(
    'Register a public key under a name.',
    EVERYBODY,
    {
      name: required(string('the name of the key pair')),
      publickey: required(string('the public key', { maxLength: 5120 })),
      ...owner,
    },
    objectIn('keypair', newKeyPairFields),
  ),
  createSSHKeyPair: synchronous(
    'Create a new key pair and return its private key, once.',
    EVERYBODY,
    { name: required(string('the name of the key pair')), ...owner },
    objectIn('keypair', newKeyPairFields),
  ),
  listSSHKeyPairs: synchronous(
    'List registered key pairs.',
    EVERYBODY,
    {
      id: string('the ID of the key pair', { since: '4.16.1' }),
      name: string('a key pair by its name'),
      fingerprint: string('a key pair by its fingerprint'),
      ...owners,
      ...pages,
    },
    listOf('sshkeypair', keyPairFields),
  ),
  deleteSSHKeyPair: synchronous(
    'Deletes a key pair by its name.',
    EVERYBODY,
    { name: required(string('the name of the key pair')), ...owner },
    success,
  ),
};
