import source from "./schema.json";

const { inputProperties } = source.provider;

/** What Pulumi is told of the plugin. A stack's configuration and a provider have the same keys. */
export const schema = {
  ...source,
  config: { variables: inputProperties },
  provider: { ...source.provider, properties: inputProperties },
};
