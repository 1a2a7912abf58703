/** Dates as the API reads and writes them: `2026-01-15T09:01:00+0000`, and in parameters two shorter forms, in UTC. */

/** The three forms of a parameter; the first has an offset, which may have a colon, or be Z. */
const forms = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:Z|([+-]\d{2}):?(\d{2}))| (\d{2}:\d{2}:\d{2}))?$/;

/** The longest of them. */
const LONGEST = 25;

/** The instant that a text names; undefined where it names none. */
export function instantOf(text: string): Date | undefined {
  if (text.length > LONGEST) return undefined;
  const [, day, zoned, hours = '+00', minutes = '00', plain = '00:00:00'] = forms.exec(text) ?? [];
  if (day === undefined) return undefined;
  const instant = new Date(`${day}T${zoned ?? plain}${hours}:${minutes}`);
  const milliseconds = instant.getTime();
  if (Number.isNaN(milliseconds)) return undefined;
  // The 31st of February would be a day of March.
  const isRealDay = new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return isRealDay ? instant : undefined;
}

/** Writes an instant, or an ISO 8601 text of one, as the API does: whole seconds in UTC. */
export function dateText(instant: Date | string): string {
  const date = typeof instant === 'string' ? new Date(instant) : instant;
  return `${date.toISOString().slice(0, 19)}+0000`;
}
