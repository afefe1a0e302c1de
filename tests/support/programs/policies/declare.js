const pulumi = require("@pulumi/pulumi");

/**
 * Declares what POLICIES says: a list of { name, args, options }. In args, { $versionOf: name } becomes a
 * path made of that resource's version, which a preview cannot know before it is created,
 * { $after: name, value } a value that is known as late, and { $secret: value } a secret; options may name a `dependsOn`, or hold the arguments of a `provider` of its own.
 * FLEETS lists components in the same form, where "$root" in an alias is the stack. LOOKUPS lists the
 * arguments of what is looked up and not managed, PROMISES of what is looked up by a promise.
 */
exports.declare = (classes) => {
  const {
    CloudAccessTokenPolicies,
    CloudAccessTokenPolicy,
    getCloudAccessTokenPolicy,
    getCloudAccessTokenPolicyOutput,
    Provider,
  } = classes;
  const made = {};
  const resolve = (value) => {
    if (value === "$root") return pulumi.rootStackResource;
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    if (value.$secret !== undefined) return pulumi.secret(value.$secret);
    if (value.$versionOf)
      return made[value.$versionOf].version.apply((version) => `/version/${version}`);
    if (value.$after) return made[value.$after].version.apply(() => value.value);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
  };
  const declareAll = (Declared, list) => {
    for (const { name, args, options = {} } of JSON.parse(list ?? "[]")) {
      const provider = options.provider && new Provider(`${name}-provider`, options.provider);
      const dependsOn = (options.dependsOn ?? []).map((other) => made[other]);
      made[name] = new Declared(name, resolve(args), { ...options, dependsOn, provider });
    }
  };

  declareAll(CloudAccessTokenPolicy, process.env.POLICIES);
  declareAll(CloudAccessTokenPolicies, process.env.FLEETS);

  const versions = Object.entries(made).map(([name, { version, versions }]) => [
    name,
    version ?? versions,
  ]);
  const found = [
    ...JSON.parse(process.env.LOOKUPS ?? "[]").map((args) => getCloudAccessTokenPolicyOutput(args)),
    ...JSON.parse(process.env.PROMISES ?? "[]").map((args) => getCloudAccessTokenPolicy(args)),
  ];
  return { versions: Object.fromEntries(versions), ...(found.length > 0 && { found }) };
};
