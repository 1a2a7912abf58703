/**
 * Texts as YAML scalars that the readers of YAML 1.1 (cloud-init's PyYAML) and of YAML 1.2 take for the same text.
 */

/** One line of plain YAML: ASCII without the characters that begin a comment, a mapping, a quote or an escape. */
const plainCharacters = /^[A-Za-z0-9][!#-9;-[\]-~]*$/;
/** YAML 1.1 words that are not texts. */
const plainWord = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** YAML 1.1 numbers and dates, with room: what only looks like one is quoted, too. */
const plainNumber =
  /^(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|0[xX][0-9A-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})$/;

/** A text that YAML reads as the same text without quotes. */
export const isPlainForYaml = (text: string): boolean =>
  plainCharacters.test(text) && !plainWord.test(text) && !plainNumber.test(text);

/** YAML readers refuse or fold these where JSON allows them raw. */
const escapedInYaml = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** The text as a quoted YAML scalar. A JSON string is a double-quoted one. */
export const quotedForYaml = (text: string): string =>
  JSON.stringify(text).replace(
    escapedInYaml,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A YAML scalar on one line whose value is this text. */
export const yamlScalar = (text: string): string => (isPlainForYaml(text) ? text : quotedForYaml(text));

/** A YAML list of texts on one line. */
export const yamlList = (texts: readonly string[]): string => `[${texts.map(quotedForYaml).join(',')}]`;

/** A text as a key of a block mapping. */
export const yamlKey = (text: string): string =>
  /^[A-Za-z][\w-]*$/.test(text) ? yamlScalar(text) : quotedForYaml(text);
