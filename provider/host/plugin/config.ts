import type { CheckFailure } from "../../core/validation";
import { NAMESPACE, REFRESH, UNKNOWN } from "../../core/constants";
import { wrongRefresh } from "../../wechat/refresh-setting";
import { type SettingInputs, wrongSettings } from "../../wechat/settings";
import { secretKeys, settingKeys, variableOf } from "../../core/setting-names";

/** What the engine itself puts beside a provider's settings. */
const engineKeys = ["version", "pluginDownloadURL", "pluginChecksums", "parameterization"];

type Environment = SettingInputs["environment"];
type Config = Readonly<Record<string, unknown>>;

/** The settings' places, as `readSettings` takes them. */
export function settingInputs(environment: Environment, config: Config): SettingInputs {
  return {
    environment,
    config: (key) => (config[key] === UNKNOWN ? undefined : config[key]),
  };
}

/** Everything that is wrong with a provider's configuration, each with its key. */
export function checkConfig(environment: Environment, config: Config): CheckFailure[] {
  const known: readonly string[] = [...settingKeys, REFRESH, ...engineKeys];
  const unknown = Object.keys(config).filter(
    (key) => !key.startsWith("__") && !known.includes(key),
  );
  const inputs = settingInputs(environment, config);
  const refresh = wrongRefresh(environment, config);
  return [
    // Its value may be a secret whose key is misspelt.
    ...unknown.map((key) => ({
      property: "",
      reason: `"${key}" is not a key of ${NAMESPACE}; use one of ${[...settingKeys, REFRESH].join(", ")}`,
    })),
    ...wrongSettings(inputs).map((error) => ({
      property: printable(keyOf(error.setting)),
      reason: error.message,
    })),
    ...(refresh ? [{ property: REFRESH, reason: refresh.message }] : []),
  ];
}

/** The engine prints the value of the property that a failure names: of a secret only the reason tells. */
const printable = (key: string) => (secretKeys.has(key) ? "" : key);

/** The configuration key that a setting belongs to, wherever it is set. */
function keyOf(setting: string): string {
  const isAt = (key: (typeof settingKeys)[number]) =>
    setting === `${NAMESPACE}:${key}` || setting === variableOf(key);
  return settingKeys.find(isAt) ?? setting;
}
