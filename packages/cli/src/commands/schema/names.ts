/** Commands whose --json has a schema in packages/cli/schema. */
export const outputSchemaNames = [
  'attachment',
  'batch',
  'build',
  'diff',
  'explain',
  'extract',
  'inspect',
  'map',
  'store',
  'update',
  'verify',
] as const;

export const jsonSchemaNames = ['input', ...outputSchemaNames] as const;

export type JsonSchemaName = (typeof jsonSchemaNames)[number];
