/** How wide lines may be. */
const USUAL_COLUMNS = 100;
const FEWEST_COLUMNS = 60;

/** Of the terminal; elsewhere as COLUMNS says, else 100. */
export function columnsOf({ columns }: { readonly columns?: number }, environment = process.env): number {
  const wanted = columns ?? (Number(environment.COLUMNS) || USUAL_COLUMNS);
  return Math.max(wanted, FEWEST_COLUMNS);
}
