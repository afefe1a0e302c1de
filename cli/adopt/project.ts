import { RESOURCE } from "../../provider/core/constants";
import { EVERYTHING, normalizeWhitelist } from "../../provider/core/policy";
import type { Row } from "../inventory/row";
import { packageManifest } from "../manifest";
import { shardName, shardOf } from "../shards";

/** A row with a policy. */
export type PolicyRow = Row & { env: string; apiWhitelist: string[] };

export interface ProjectOptions {
  name: string;
  /** Whether the plugin's resources are declared. */
  isNative: boolean;
  shards: number | undefined;
}

/** A Pulumi project that declares these policies: its files' contents by name. */
export function projectFiles(
  rows: readonly PolicyRow[],
  { name, isNative, shards }: ProjectOptions,
): Record<string, string> {
  const groups = groupsOf(rows);
  const files: Record<string, string> = {
    "Pulumi.yaml": pulumiYaml(name, isNative),
    "package.json": json({
      private: true,
      dependencies: {
        "@pulumi/pulumi": "^3.216.0",
        "pulumi-wechat-cloudbase": packageManifest().version,
      },
    }),
    "index.js": program({ isNative, isSharded: shards !== undefined }),
    "whitelists.json": json(
      Object.fromEntries([...groups].map(([paths, group]) => [group, JSON.parse(paths)])),
    ),
  };
  const parts =
    shards === undefined
      ? [""]
      : Array.from({ length: shards }, (_, shard) => `-${shardName(shard, shards)}`);
  for (const [shard, part] of parts.entries()) {
    const own = rows.filter(
      ({ account }) => shards === undefined || shardOf(account, shards) === shard,
    );
    if (own.length === 0) continue;
    files[`policies${part}.json`] = json(own.map((row) => policyOf(row, groups)));
    if (isNative) files[`import${part}.json`] = json({ resources: own.map(importOf) });
    if (part !== "")
      files[`Pulumi.shard${part}.yaml`] =
        `config:\n  ${JSON.stringify(`${name}:shard`)}: "${part.slice(1)}"\n`;
  }
  return files;
}

const keyOf = ({ apiWhitelist }: PolicyRow) => JSON.stringify(normalizeWhitelist(apiWhitelist));

/** A name for each whitelist that there is; the most frequent first. */
function groupsOf(rows: readonly PolicyRow[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, two]) => two - one).map(([paths]) => paths);
  const plain = new Map([
    [JSON.stringify([EVERYTHING]), "everything"],
    ["[]", "nothing"],
  ]);
  let count = 0;
  return new Map(sorted.map((paths) => [paths, plain.get(paths) ?? `paths-${(count += 1)}`]));
}

function policyOf(row: PolicyRow, groups: Map<string, string>): object {
  const { account, env, name, alias } = row;
  const comment = [...new Set([name, alias])].filter(
    (each) => each && each !== env && each !== account,
  );
  return {
    ...(account !== "" && { authorizerAppId: account }),
    env,
    ...(comment.length > 0 && { comment: comment.join(" ") }),
    whitelist: groups.get(keyOf(row)),
  };
}

/** An import names the account if there is one. */
function importOf({ account, env }: PolicyRow): object {
  return { type: RESOURCE, name: env, id: account === "" ? env : `${account}/${env}` };
}

function pulumiYaml(name: string, isNative: boolean): string {
  const plugin = `plugins:
  providers:
    - name: wechat-cloudbase
      path: node_modules/pulumi-wechat-cloudbase/plugin
`;
  // Bare, a name such as 123 or null would be no text in YAML.
  return `name: ${JSON.stringify(name)}
description: Which WeChat APIs the merchants' cloud services may call
runtime:
  name: nodejs
  options:
    typescript: false
${isNative ? plugin : ""}`;
}

function program({ isNative, isSharded }: { isNative: boolean; isSharded: boolean }): string {
  const from = `pulumi-wechat-cloudbase${isNative ? "/native" : ""}`;
  const policies = isSharded
    ? `const pulumi = require("@pulumi/pulumi");
const policies = require(\`./policies-\${new pulumi.Config().require("shard")}.json\`);
`
    : `const policies = require("./policies.json");
`;
  return `const { CloudAccessTokenPolicy } = require("${from}");
const whitelists = require("./whitelists.json");
${policies}
for (const { authorizerAppId, env, whitelist } of policies) {
  new CloudAccessTokenPolicy(env, { authorizerAppId, env, apiWhitelist: whitelists[whitelist] });
}
`;
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
