import { secret, unknown } from "../../support/engine/value";
import { refusal, urn, withPlugin } from "../../support/plugin";
import { PRODUCTION, STAGING } from "../../support/world";

const misspelt = { env: PRODUCTION, apiWhitelist: ["/wxa/getwxacod"] };
const didYouMean =
  'apiWhitelist: "/wxa/getwxacod" is not a well-known path; did you mean "/wxa/getwxacode"?';

describe("a doubtful whitelist", () => {
  it("is taken as it is, with a warning beside its resource", () =>
    withPlugin(async ({ client, logged }) => {
      const { inputs, failures } = await client.check({ urn }, {}, misspelt);
      expect({ inputs, failures }).toEqual({ inputs: misspelt, failures: [] });
      expect(logged).toEqual([`warning of ${urn}: ${didYouMean}`]);
    }));

  it("is warned about once where the engine checks it twice, for a replacement", () =>
    withPlugin(async ({ client, logged }) => {
      await client.check({ urn }, { env: STAGING, apiWhitelist: [] }, misspelt);
      await client.check({ urn }, {}, misspelt);
      await client.check({ urn: `${urn}-2` }, {}, misspelt);
      expect(logged).toEqual([
        `warning of ${urn}: ${didYouMean}`,
        `warning of ${urn}-2: ${didYouMean}`,
      ]);
    }));

  it("is not quoted where it is a secret", () =>
    withPlugin(async ({ client, logged }) => {
      await client.check({ urn }, {}, { ...misspelt, apiWhitelist: [secret("/wxa/getwxacod")] });
      expect(logged).toHaveLength(1);
      expect(logged[0]).toContain("not shown here, because it is a secret");
      expect(logged[0]).not.toContain("getwxacod");
    }));

  it("is not spoken of while it is not known", () =>
    withPlugin(async ({ client, logged }) => {
      await client.check({ urn }, {}, { ...misspelt, apiWhitelist: unknown });
      await client.check({ urn }, {}, { ...misspelt, apiWhitelist: ["/*", unknown] });
      expect(logged).toEqual([]);
    }));
});

describe("a look that fails", () => {
  const inputs = { env: PRODUCTION, apiWhitelist: ["/a"] };
  const around = `To go on with the others meanwhile, give --exclude '${urn}'; \`pulumi up --run-program\` leaves this look out`;

  it.each([
    ["names the ways around it where one account may be the cause", 45009, true],
    ["names none where no other account fares better", 40014, false],
    ["names none where the error names the setting for it", 61003, false],
  ])("%s", (_what, errcode, isNamed) =>
    withPlugin(async ({ client, emulator }) => {
      const { outputs } = await client.create(urn, inputs);
      emulator.faults.add({ errcode, times: Infinity });
      const error = await refusal(client.read({ urn, id: PRODUCTION }, { inputs, outputs }));
      expect(error.message).toContain(`read failed: ${errcode}`);
      expect(error.message.includes(around)).toBe(isNamed);
    }),
  );
});
