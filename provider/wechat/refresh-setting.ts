import { NAMESPACE, REFRESH, REFRESH_VARIABLE, UNKNOWN } from "../core/constants";
import { SettingError } from "./setting-values";
import type { SettingInputs } from "./settings";

type Environment = SettingInputs["environment"];
type Config = Readonly<Record<string, unknown>>;

/** Whether drift is to show in every preview; the environment wins, as for every setting. */
export function readRefreshBeforeUpdate(environment: Environment, config: Config): boolean {
  return refreshSetting(environment, config).value !== "false";
}

/** What is wrong with the setting. */
export function wrongRefresh(environment: Environment, config: Config): SettingError | undefined {
  const { name, value } = refreshSetting(environment, config);
  if (["", "true", "false", UNKNOWN].includes(value)) return undefined;
  return new SettingError(name, "must be true or false", "The default is true");
}

function refreshSetting(environment: Environment, config: Config): { name: string; value: string } {
  const set = environment[REFRESH_VARIABLE]?.trim();
  if (set) return { name: REFRESH_VARIABLE, value: set };
  return {
    name: `${NAMESPACE}:${REFRESH}`,
    value: JSON.stringify(config[REFRESH] ?? "").replaceAll('"', ""),
  };
}
