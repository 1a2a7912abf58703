/** Whether the steps of a `growing` work grow as its text does, or are few for any text. */
export function growsAsItsText(counts: readonly number[]): boolean;
