import { readSettings, type SettingKey, variableOf } from "../../provider/wechat/settings";

/** Settings as they are read from these variables (by key) and from this configuration. */
export const readFrom = (
  variables: Partial<Record<SettingKey, string>> = {},
  configuration: Partial<Record<SettingKey, unknown>> = {},
  environment: Record<string, string> = {},
) =>
  readSettings({
    environment: {
      ...Object.fromEntries(
        Object.entries(variables).map(([key, value]) => [variableOf(key as SettingKey), value]),
      ),
      ...environment,
    },
    config: (key) => configuration[key],
  });
