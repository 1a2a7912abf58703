/** What each thread of a batch loads to ask guests. */
export { guestCheck } from '@configdrive/guests';
