/** The whitelist that every variant declares for each environment; sorted, as the API keeps it. */
export const apiWhitelist: readonly string[];
/** The ids of so many environments. */
export function environments(count: number): string[];
