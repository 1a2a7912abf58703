/**
 * Tells of a bug of ours: the message of an unknown error may quote what the program choked on, so only the place of the
 * error is told.
 */
export function bugReportOf(error: unknown): string {
  if (!(error instanceof Error)) return 'internal: something was thrown that is no error; this is a bug in configdrive';
  if (error.message.startsWith('internal: ')) return `${error.message}; this is a bug in configdrive`;
  const place =
    error.stack
      ?.split('\n')
      .find((line) => /^\s+at /.test(line))
      ?.trim() ?? '';
  return `internal: ${error.name} ${place}; this is a bug in configdrive`;
}
