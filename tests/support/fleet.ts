import type { AccountSeed } from "../../emulator";
import { ACCOUNT } from "./connected";

/** Eight environments of one account, for what runs in parallel. */
export const FLEET = Array.from({ length: 8 }, (_, index) => `fleet-${index}`);

/** An emulator's accounts with these eight, each at a version of its own. */
export const fleetAccounts: Record<string, AccountSeed> = {
  [ACCOUNT]: {
    environments: Object.fromEntries(FLEET.map((env, index) => [env, { version: index + 1 }])),
  },
};

/** A gate that opens once so many have arrived: proves that they run side by side. */
export function gate(arrivals: number): () => Promise<void> {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    arrivals -= 1;
    if (arrivals === 0) open();
    return opened;
  };
}
