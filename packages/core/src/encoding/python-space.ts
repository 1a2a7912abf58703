/** White space as Python's `str.strip()` knows it: the byte order mark is none, the information separators are. */
const SPACE = '\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const leadingSpace = new RegExp(`^[${SPACE}]+`);
const trailingSpace = new RegExp(`[${SPACE}]+$`);

/** Does what `str.lstrip()` does. */
export const withoutLeadingSpace = (text: string): string => text.replace(leadingSpace, '');

/** Does what `str.strip()` does. */
export const stripped = (text: string): string => withoutLeadingSpace(text).replace(trailingSpace, '');
