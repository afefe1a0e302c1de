const pulumi = require("@pulumi/pulumi");

/**
 * Declares what POLICIES says: a list of { name, args, options }. In args, { $versionOf: name } becomes a
 * path made of that resource's version, which a preview cannot know before it is created, and
 * { $secret: value } a secret; options may name a `dependsOn`, or hold the arguments of a `provider` of its own.
 * LOOKUPS lists the arguments of what is looked up and not managed.
 */
exports.declare = ({ CloudAccessTokenPolicy, getCloudAccessTokenPolicyOutput, Provider }) => {
  const made = {};
  const resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve);
    const { $versionOf: name, $secret: hidden } = value ?? {};
    if (hidden !== undefined) return pulumi.secret(hidden);
    return name === undefined
      ? value
      : made[name].version.apply((version) => `/version/${version}`);
  };

  for (const { name, args, options = {} } of JSON.parse(process.env.POLICIES ?? "[]")) {
    const inputs = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [key, resolve(value)]),
    );
    const provider = options.provider && new Provider(`${name}-provider`, options.provider);
    const dependsOn = (options.dependsOn ?? []).map((other) => made[other]);
    made[name] = new CloudAccessTokenPolicy(name, inputs, { ...options, dependsOn, provider });
  }

  const versions = Object.entries(made).map(([name, { version }]) => [name, version]);
  const lookUps = JSON.parse(process.env.LOOKUPS ?? "[]");
  return {
    versions: Object.fromEntries(versions),
    ...(lookUps.length > 0 && {
      found: lookUps.map((args) => getCloudAccessTokenPolicyOutput(args)),
    }),
  };
};
