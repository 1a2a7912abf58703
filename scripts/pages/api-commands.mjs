/** docs/api-commands.md: the commands of CloudStack's API that are spoken here, from their table, with its codes and limits. */
import { sourceOf } from '../sources.mjs';
import { changedPages } from './compared.mjs';

/** @typedef {typeof import('../../packages/cloudstack-api/src/index.ts')} Api */
/** @typedef {import('../../packages/cloudstack-api/src/table/types.ts').Command} Command */
/** @typedef {import('../../packages/cloudstack-api/src/table/types.ts').Parameter} Parameter */
/** @typedef {import('../../packages/cloudstack-api/src/table/types.ts').Fields} Fields */

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => {
  /** @type {Api} */
  const api = await sourceOf('cloudstack-api/src/index.ts');
  const entries = api.commandNames.map((name) => /** @type {const} */ ([name, api.commandEntry(name)]));
  const spoken = entries.filter(([, { takesAnything }]) => takesAnything !== true);
  const empty = entries.filter(([, { takesAnything }]) => takesAnything === true);
  const text = [
    introduction(api),
    codesOf(api),
    '## Always empty\n',
    'These lists are answered, since clients ask for them; they take any parameter, and never have an entry:',
    `${empty.map(([name]) => `\`${name}\``).join(', ')}.\n`,
    ...spoken.map(([name, command]) => sectionOf(name, command, api)),
  ].join('\n');
  return changedPages({ 'docs/api-commands.md': text }, accept);
};

/** @param {number} number */
const grouped = (number) => number.toLocaleString('en');

/** @param {Api} api */
const introduction = (api) => `<!-- Made by npm run generate -- api-commands --accept, from the table of commands. -->

# Commands of the API

\`@configdrive/cloudstack-api\` speaks the API of Apache CloudStack for what this product has: instances' user data, keys, networks
and their providers, settings, and what clients list before they get there. All that follows is made from its table of commands.

## Requests

- One path, by GET or by POST with a form (\`application/x-www-form-urlencoded\`). The query wins over the form; of a repeated name
  the last one counts in a query, and the first in a form. A part without \`=\` is ignored. Text is UTF-8, and \`+\` is a space.
- \`command\`, its value, and \`response\` need their exact case; names of all other parameters do not. \`response=json\` asks for
  JSON, everything else for XML.
- A list has its items between commas. A map is \`name[0].key=value\`; records are the same, one for each index. A boolean is true
  for \`true\` in any case, and false otherwise. A date is \`2026-01-15T09:01:00+0000\`, \`2026-01-15 09:01:00\` or \`2026-01-15\`.
- Control characters other than line feed and carriage return are refused. Unknown parameters are ignored, and logged by name.
- \`page\`, from 1, and \`pagesize\` go together; \`pagesize=-1\` is all. Without them a list has the first ${api.MAX_PAGE_SIZE} objects. \`count\` is
  the number of all that match.

## Signatures

\`signature\` is the HMAC-SHA-1 of all other parameters, in base64: sorted by name, \`name=value\` joined by \`&\`, values
percent-encoded, all in lower case. With \`signatureVersion=3\`, \`expires\` says until when the request is valid. CloudStack knows one
encoding of values, Java's; here these are accepted, the first one that matches, with names sorted as they are sent or in lower
case:

| encoding | characters left as they are, beside letters and digits |
|---|---|
${Object.entries(api.encodings)
  .map(
    ([name, kept]) =>
      `| ${name} | ${kept
        .split('')
        .map((character) => `\`${character}\``)
        .join(' ')} |`,
  )
  .join('\n')}

## Limits

| limit | characters or number |
|---|---|
| a query | ${grouped(api.MAX_QUERY_LENGTH)} |
| a form | ${grouped(api.MAX_BODY_LENGTH)} |
| parameters of a request | ${grouped(api.MAX_PARAMETERS)} |
| indexes of a map | ${grouped(api.MAX_MAP_INDEXES)} |
| a value | ${grouped(api.MAX_VALUE_LENGTH)}; strings ${api.DEFAULT_STRING_LENGTH}, unless their command says more |
| objects on a page | ${grouped(api.MAX_PAGE_SIZE)} |
`;

/** @param {Api} api */
function codesOf({ errorCodes }) {
  const rows = Object.entries(errorCodes).map(([code, { name, meaning }]) => `| ${code} | ${name} | ${meaning} |`);
  return [
    '## Errors\n',
    'An error is `{"<command>response":{"uuidList":[],"errorcode":431,"errortext":"…"}}` with its number as the HTTP status; that of',
    'an unknown command is in `errorresponse`. A text tells everything wrong with the parameters, and never a content.\n',
    '| code | name | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** @param {string} name @param {Command} command @param {Api} api */
function sectionOf(name, { description, roles, parameters, response, root }, { DEFAULT_STRING_LENGTH }) {
  const names = Object.entries(parameters);
  const rows = names.map(([parameter, of]) => parameterRow(parameter, of, DEFAULT_STRING_LENGTH));
  const table =
    names.length === 0 ? ['It takes no parameters.'] : ['| parameter | type | what it is |', '|---|---|---|', ...rows];
  const special = root === undefined ? '' : ` Its root is \`${root}\`.`;
  return [
    `## ${name}\n`,
    `${description} For: ${roles.join(', ')}.${special}\n`,
    ...table,
    '',
    answerOf(response),
    '',
  ].join('\n');
}

/** @param {string} name @param {Parameter} of @param {number} usual */
function parameterRow(name, { type, isRequired, description, maxLength, isContent, since, entity }, usual) {
  const notes = [
    maxLength !== undefined && maxLength !== usual ? `at most ${grouped(maxLength)} characters` : '',
    isContent ? 'a content, shown nowhere' : '',
    since === undefined ? '' : `since CloudStack ${since}`,
  ].filter((note) => note !== '');
  const more = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  const kind = entity === undefined ? type : `${type} of ${entity}`;
  return `| ${isRequired ? `**\`${name}\`**` : `\`${name}\``} | ${kind} | ${escaped(description)}${more} |`;
}

/** @param {import('../../packages/cloudstack-api/src/table/types.ts').ResponseEntry} response */
function answerOf({ shape, member, fields }) {
  if (shape === 'success') return 'Answers with `success` and, where there is something to say, `displaytext`.';
  const names = fieldNames(fields);
  if (shape === 'bare') return `Answers with ${names}.`;
  return `Answers with ${shape === 'list' ? `\`count\` and a list of \`${member}\`` : `\`${member}\``}: ${names}.`;
}

/** @param {Fields} fields @returns {string} */
const fieldNames = (fields) =>
  Object.entries(fields)
    .map(([name, { fields: within }]) => (within === undefined ? name : `${name} {${fieldNames(within)}}`))
    .join(', ');

/** @param {string} text */
const escaped = (text) => text.replaceAll('|', '\\|').replaceAll('<', '\\<');
