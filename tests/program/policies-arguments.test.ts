import * as dynamic from "../../provider";
import * as native from "../../provider/native";
import { PRODUCTION } from "../support/world";

const inEnvironment = `environments["${PRODUCTION}"]`;
const one = (given: unknown) => ({ environments: { [PRODUCTION]: given } });
const noEnvironment =
  "environments must be an object with the paths of at least one environment, by its id";

describe.each([
  ["dynamic", dynamic.CloudAccessTokenPolicies],
  ["native", native.CloudAccessTokenPolicies],
])("a wrong argument of the %s component", (_adapter, Policies) => {
  it.each<[string, unknown, string]>([
    ["nothing at all", undefined, "the arguments must be an object"],
    ["no environments", { open: true }, noEnvironment],
    ["empty environments", { environments: {} }, noEnvironment],
    ["no id", { environments: { "": [] } }, 'environments[""] is not an environment\'s id'],
    [
      "an id that no object keeps",
      { environments: JSON.parse('{ "__proto__": [] }') as object },
      'environments["__proto__"] is not an environment\'s id',
    ],
    ["a list of environments", { environments: [PRODUCTION] }, noEnvironment],
    ["environments that are not known yet", { environments: Promise.resolve({}) }, noEnvironment],
    [
      "open inside an environment",
      one({ apiWhitelist: [], open: false }),
      `${inEnvironment}.open is the whole account's switch: give it beside environments`,
    ],
    [
      "an unknown key in an environment",
      one({ apiWhitelist: [], onDestroy: "revoke" }),
      `${inEnvironment}.onDestroy is not an input; use one of apiWhitelist, onConflict, onDelete, restoreTo, aliases`,
    ],
    [
      "an unknown key",
      { ...one([]), env: PRODUCTION },
      "env is not an input; use one of authorizerAppId, open, onConflict, onDelete, environments",
    ],
    [
      "a path for an environment",
      one("/a"),
      `${inEnvironment} must be a list of paths, or an object with apiWhitelist`,
    ],
    [
      "several at once",
      { ...one(null), env: PRODUCTION },
      `env is not an input; use one of authorizerAppId, open, onConflict, onDelete, environments; ${inEnvironment} must be`,
    ],
  ])("is named: %s", (_what, args, said) => {
    expect(() => new Policies("shop", args as never)).toThrow(
      `CloudAccessTokenPolicies "shop": ${said}`,
    );
  });
});
