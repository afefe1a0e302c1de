import { readSettings } from "../../provider/wechat/settings";
import { type SettingKey, variableOf } from "../../provider/core/setting-names";

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
