import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
// What the dynamic class loads late, when the test may have ended: jest refuses that.
import "../../provider/core/whitelist-warnings";
import { PRODUCTION } from "./world";

/** Has Pulumi register resources without an engine, and store this state beside their inputs. */
export async function mockPulumi(state: object = {}): Promise<MockResourceArgs[]> {
  const registered: MockResourceArgs[] = [];
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      return { id: PRODUCTION, state: { ...(args.inputs as object), ...state } };
    },
    call: () => ({}),
  });
  return registered;
}

/** Sets the provider's configuration of the stack. */
export function configure(config: Record<string, string>, secretKeys: string[] = []): void {
  const named = (key: string) => `wechat-cloudbase:${key}`;
  const all = Object.entries(config).map(([key, value]) => [named(key), value]);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(all) as Record<string, string>,
    secretKeys.map(named),
  );
}

/** Waits for the value of an output. */
export const valueOf = <T>(output: pulumi.Output<T>) =>
  new Promise<T>((resolve) => output.apply(resolve));
