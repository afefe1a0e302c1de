import { complaints } from "../docs/compile";

/** Each line after a @ts-expect-error must be refused, all others accepted. */
const typed = (from: string) => `
  import * as pulumi from "@pulumi/pulumi";
  import { CloudAccessTokenPolicies, type CloudAccessTokenPoliciesArgs } from "${from}";
  type Environments = CloudAccessTokenPoliciesArgs["environments"];
  const [apiWhitelist, account] = [["/a"], { onDelete: "retain" as const, open: true }];
  export const environments: Environments[] = [
    { a: ["/a", pulumi.output("/b")], b: pulumi.output(["/a"]), c: Promise.resolve(["/a"]) },
    { a: { apiWhitelist, onConflict: "overwrite", onDelete: pulumi.output("revoke"), restoreTo: [] } },
    { a: { apiWhitelist, aliases: [{ name: "old", parent: pulumi.rootStackResource }] } },
    // @ts-expect-error
    { a: { apiWhitelist, open: true } },
    // @ts-expect-error
    { a: { apiWhitelist, ...account } },
    // @ts-expect-error
    { a: { apiWhiteList: ["/a"] } },
    // @ts-expect-error
    { a: { apiWhitelist, onDestroy: "revoke" } },
    // @ts-expect-error
    { a: { apiWhitelist, onDelete: "delete" } },
    // @ts-expect-error
    { a: "/a" },
  ];
  // @ts-expect-error
  new CloudAccessTokenPolicies("shop", { open: true });
  const shop = new CloudAccessTokenPolicies("shop", { ...account, environments: { a: apiWhitelist } });
  export const version: pulumi.Output<number> | undefined = shop.versions["a"];
  export const paths: pulumi.Output<string[]> | undefined = shop.policies["a"]?.apiWhitelist;
`;

describe("the types that the package ships", () => {
  it.each(["pulumi-wechat-cloudbase", "pulumi-wechat-cloudbase/native"])(
    "refuse a wrong argument: %s",
    (from) => expect(complaints(typed(from))).toEqual([]),
  );
});
