/** What to do about an issue, by its code. Loaded when something is wrong, or when somebody asks. */
import { guestAdvice } from './guests.ts';
import { imageAdvice, writerAdvice } from './image.ts';
import { commandAdvice, coreAdvice, fleetAdvice, storeAdvice } from './input.ts';
import { jobsAdvice, serverAdvice } from './serving.ts';
import { filesAdvice } from './storage.ts';

/**
 * Advice for every code of every package, and no other. A code that two packages have is told by one sentence for both: the
 * later of these has it.
 */
export const advice: Readonly<Record<string, string>> = {
  ...writerAdvice,
  ...guestAdvice,
  ...storeAdvice,
  ...commandAdvice,
  ...serverAdvice,
  ...jobsAdvice,
  ...fleetAdvice,
  ...coreAdvice,
  ...imageAdvice,
  ...filesAdvice,
  'name-unsafe': coreAdvice['name-unsafe'],
  'path-invalid': writerAdvice['path-invalid'],
};

/** What to do about an issue, in one sentence; undefined for a code that is none of ours. */
export const adviceOf = (code: string): string | undefined => (Object.hasOwn(advice, code) ? advice[code] : undefined);
