import * as pulumi from "@pulumi/pulumi";
import { CloudAccessTokenPolicy as Dynamic } from "../../provider";
import "../../provider/core/whitelist-warnings";
import { CloudAccessTokenPolicy as Native } from "../../provider/native";
import { PRODUCTION, STAGING } from "../support/world";

/** Runs programs one after the other in this process, as the Automation API does. */
async function runPrograms(...programs: (() => pulumi.Output<string>[])[]): Promise<string[]> {
  const registered: string[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      registered.push(name);
      return { id: PRODUCTION, state: inputs as object };
    },
    call: () => ({}),
  });
  for (const program of programs)
    await pulumi.runtime.runInPulumiStack(async () => {
      for (const urn of program()) await new Promise((resolve) => urn.apply(resolve));
    });
  return registered;
}

// That a second resource of one program is refused is shown by end-to-end/duplicates: it ends the process.
describe.each([
  ["dynamic", Dynamic],
  ["native", Native],
])("%s resources for one environment", (_kind, CloudAccessTokenPolicy) => {
  it("are no duplicates where they are in programs of two stacks", async () => {
    const program = () => [
      new CloudAccessTokenPolicy("a", { env: PRODUCTION, apiWhitelist: [] }).urn,
      new CloudAccessTokenPolicy("b", { env: pulumi.output(STAGING), apiWhitelist: [] }).urn,
    ];
    expect(await runPrograms(program, program)).toEqual(
      expect.arrayContaining(["a", "b", "a", "b"]),
    );
  });
});

it("a policy that is only looked at is no second resource", async () => {
  const registered = await runPrograms(() => [
    new Native("a", { env: PRODUCTION, apiWhitelist: [] }).urn,
    Native.get("b", PRODUCTION).urn,
  ]);
  expect(registered).toContain("a");
});
