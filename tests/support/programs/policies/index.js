const { CloudAccessTokenPolicy } = require("pulumi-wechat-cloudbase");

/**
 * Declares what POLICIES says: a list of { name, args, options }. In args, { $versionOf: name } becomes a
 * path made of that resource's version, which a preview cannot know before it is created; options may
 * name a `dependsOn`.
 */
const made = {};
const resolve = (value) => {
  if (Array.isArray(value)) return value.map(resolve);
  const { $versionOf: name } = value ?? {};
  return name === undefined ? value : made[name].version.apply((version) => `/version/${version}`);
};

for (const { name, args, options = {} } of JSON.parse(process.env.POLICIES ?? "[]")) {
  const inputs = Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, resolve(value)]),
  );
  const dependsOn = (options.dependsOn ?? []).map((other) => made[other]);
  made[name] = new CloudAccessTokenPolicy(name, inputs, { ...options, dependsOn });
}

exports.versions = Object.fromEntries(
  Object.entries(made).map(([name, { version }]) => [name, version]),
);
