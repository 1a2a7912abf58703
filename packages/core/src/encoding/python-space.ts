/** White space as Python's `str.strip()` knows it: the byte order mark is none, the information separators are. */
const spaces = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

const isSpace = (unit: string): boolean => spaces.test(unit);

/** Does what `str.lstrip()` does. */
export function withoutLeadingSpace(text: string): string {
  let from = 0;
  while (from < text.length && isSpace(text.charAt(from))) from++;
  return text.slice(from);
}

/** Does what `str.strip()` does. */
export const stripped = (text: string): string => withoutEnd(withoutLeadingSpace(text), isSpace);

/** A text without the characters at its end that are of one kind. A regular expression would begin anew at every run of them. */
export function withoutEnd(text: string, isOfKind: (unit: string) => boolean): string {
  let to = text.length;
  while (to > 0 && isOfKind(text.charAt(to - 1))) to--;
  return text.slice(0, to);
}
