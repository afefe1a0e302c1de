import { PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { changesOf } from "../../../provider/core/changes";
import type { PolicyInputs } from "../../../provider/core/policy";
import { detailedDiff } from "../../../provider/host/plugin/detailed-diff";
import { unknown } from "../../support/engine/value";

const names = Object.keys(PropertyDiff.Kind);
const stored: PolicyInputs = { env: "e", apiWhitelist: ["/a", "/c", "/e"] };
const diff = (before: Partial<PolicyInputs>, after: Record<string, unknown>) => {
  const olds = { ...stored, ...before };
  const news = { ...stored, ...after };
  const kinds = detailedDiff(olds, news, changesOf(olds, news));
  return Object.fromEntries([...kinds].map(([path, kind]) => [path, names[kind]]));
};
const deletes = (...indexes: number[]) =>
  Object.fromEntries(indexes.map((index) => [`apiWhitelist[${index}]`, "DELETE"]));

describe("the entries of a list", () => {
  it.each([
    ["added at the end", ["/a", "/c", "/e", "/f"], { "apiWhitelist[3]": "ADD" }],
    ["added in front, others only move", ["/0", "/a", "/c", "/e"], { "apiWhitelist[0]": "ADD" }],
    ["removed in front, others only move", ["/c", "/e"], deletes(0)],
    ["one for the other", ["/a", "/d", "/e"], { "apiWhitelist[1]": "UPDATE" }],
    ["one goes, one comes", ["/c", "/e", "/f"], { ...deletes(0), "apiWhitelist[2]": "ADD" }],
    ["all go", [], deletes(0, 1, 2)],
    ["in another order", ["/e", "/c", "/a"], {}],
    ["not known yet", unknown, { apiWhitelist: "UPDATE" }],
    ["one not known yet", ["/a", "/c", unknown], { "apiWhitelist[2]": "UPDATE" }],
  ])("%s", (_what, apiWhitelist, expected) => {
    expect(diff({}, { apiWhitelist })).toEqual(expected);
  });
});

it("each entry of a long list is looked at a few times, not once for each other", () => {
  const count = 1_000;
  let looks = 0;
  const counted = (letter: string) =>
    new Proxy(
      Array.from({ length: count }, (_, index) => `/${letter}/${index}`),
      { get: (list, key) => ((looks += 1), Reflect.get(list, key) as unknown) },
    );

  const all = diff({ apiWhitelist: counted("a") }, { apiWhitelist: counted("b") });

  expect(Object.values(all)).toEqual(Array.from({ length: count }, () => "UPDATE"));
  expect(looks).toBeLessThan(30 * count);
});

describe("the other inputs", () => {
  const account = "authorizerAppId";
  it.each<[string, Partial<PolicyInputs>, Record<string, unknown>, Record<string, string>]>([
    ["env", {}, { env: "f" }, { env: "UPDATE_REPLACE" }],
    ["account given", {}, { [account]: "w" }, { [account]: "ADD" }],
    ["account left out", { [account]: "w" }, { [account]: undefined }, { [account]: "DELETE" }],
    ["open given", {}, { open: false }, { open: "ADD" }],
    ["open moved", { open: true }, { open: false }, { open: "UPDATE" }],
    ["open left out", { open: true }, { open: undefined }, { open: "DELETE" }],
    ["restoreTo given", {}, { restoreTo: ["/r"] }, { restoreTo: "ADD" }],
    ["a setting", { onDelete: "retain" }, { onDelete: "revoke" }, { onDelete: "UPDATE" }],
    ["nothing", {}, {}, {}],
  ])("%s", (_what, before, after, expected) => {
    expect(diff(before, after)).toEqual(expected);
  });
});
