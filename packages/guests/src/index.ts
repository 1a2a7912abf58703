export { type GuestCode, guestCodes } from './codes.ts';
export { type ExplainOptions, type Explanation, explain } from './explain.ts';
export type { Verdict } from './findings.ts';
export { defaultGuests, guestIssues } from './guest-issues.ts';
export type { ExplainedDrive } from './guest-reading.ts';
export type { GuestContent, GuestKey, GuestNetwork, GuestNic, GuestRoute, GuestText, GuestView } from './guest-view.ts';
export type { GuestName } from './guests.ts';
