import * as pulumi from "@pulumi/pulumi";
import { CloudAccessTokenPolicy as Dynamic } from "../../provider";
import { CloudAccessTokenPolicy as Native } from "../../provider/native";
import { mockPulumi, valueOf } from "../support/mocks";
import { PRODUCTION, STAGING } from "../support/world";

/** Runs programs one after the other in this process, as the Automation API does. */
async function runPrograms(
  ...programs: (() => Pick<pulumi.Resource, "urn">[])[]
): Promise<string[]> {
  const registered = await mockPulumi();
  for (const program of programs)
    await pulumi.runtime.runInPulumiStack(async () => {
      for (const { urn } of program()) await valueOf(urn);
    });
  return registered.map(({ name }) => name);
}

// That a second resource of one program is refused is shown by end-to-end/duplicates: it ends the process.
it.each([
  ["dynamic", Dynamic],
  ["native", Native],
])("%s resources of two stacks' programs may have one environment", async (_kind, Policy) => {
  const program = () => [
    new Policy("a", { env: PRODUCTION, apiWhitelist: [] }),
    new Policy("b", { env: pulumi.output(STAGING), apiWhitelist: [] }),
  ];
  const registered = await runPrograms(program, program);
  expect(registered).toEqual(expect.arrayContaining(["a", "b", "a", "b"]));
});

it("a policy that is only looked at is no second resource", async () => {
  const registered = await runPrograms(() => [
    new Native("a", { env: PRODUCTION, apiWhitelist: [] }),
    Native.get("b", PRODUCTION),
  ]);
  expect(registered).toContain("a");
});
