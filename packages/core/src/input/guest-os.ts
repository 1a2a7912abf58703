/** What the category or name of a guest's system says about it. */

const windows = /\bwindows/i;
const freebsd = /\bfreebsd/i;

/** Whether a guest's system is Windows: CloudStack's category `Windows`, or a name such as `Windows Server 2022 (64-bit)`. */
export const isWindows = (guestOs: string | undefined): boolean => guestOs !== undefined && windows.test(guestOs);

/** Whether a guest's system is FreeBSD, by such a name. */
export const isFreeBsd = (guestOs: string | undefined): boolean => guestOs !== undefined && freebsd.test(guestOs);
