/**
 * What a metadata service of this workspace needs beyond the API: apart from `internal`, since pages load that. No promise is made
 * to anybody else.
 */

export { type ServedAnswers, servedAnswersOf } from './answers.ts';
export { canonicalAddress, type ServedGuest, servedGuestOf } from './served-guest.ts';
