import { NAMESPACE, REFRESH, REFRESH_VARIABLE } from "../../provider/core/constants";
import { wrongRefresh } from "../../provider/wechat/refresh-setting";
import {
  readSettings,
  type SourceSetting,
  sourceKeys,
  wrongSettings,
} from "../../provider/wechat/settings";
import {
  plainSecretAdvice,
  type SettingKey,
  settingKeys,
  variableOf,
} from "../../provider/core/setting-names";
import type { Given } from "../inputs";
import { nearest } from "../suggest";
import type { Check } from "./check";

/** More letters apart than this, and two names are not taken for each other. */
const NEAR = 6;

/** What the name of each variable begins with. */
const VARIABLES = "WECHAT_CLOUDBASE_";

/** A setting that is set somewhere. */
interface Place {
  key: SettingKey;
  name: string;
  where: "environment" | "configuration";
}

/** What is set, what of it is used, and what cannot be meant. Prints names and no values. */
export function checkSettings(given: Given): Check[] {
  const wrong = wrongSettings(given);
  return [
    ...wrong.map(({ problem }): Check => ({
      name: "setting",
      status: "problem",
      message: problem.summary,
      remedy: problem.remedy,
    })),
    ...checkRefresh(given),
    ...unknownNames(given),
    ...given.plainSecrets.map((key): Check => ({
      name: "setting",
      status: "warning",
      ...plainSecretAdvice(key),
    })),
    ...(wrong.length > 0 ? [] : checkUse(given)),
  ];
}

/** The plugin's own setting: that one refuses to start if it is wrong. */
function checkRefresh({ environment, configured }: Given): Check[] {
  const wrong = wrongRefresh(environment, configured);
  return wrong ? [{ name: "setting", status: "problem", message: wrong.message }] : [];
}

function checkUse(given: Given): Check[] {
  const { source } = readSettings(given);
  const places = placesOf(given);
  const used = places.filter((place) => isUsed(place, given, source));
  const unused = places.filter((place) => !used.includes(place));
  return [
    ...unused.map((place): Check => ({
      name: "setting",
      status: "warning",
      message: `${place.name} is set and not used: ${reasonOf(place, used, source)}`,
      remedy: "Remove what is not meant",
    })),
    ...used.flatMap(checkAge),
    checkSource(source, given),
  ];
}

function checkSource(source: SourceSetting | undefined, { hasConfiguration }: Given): Check {
  if (!source) {
    const message = "no token source is set";
    const other = hasConfiguration ? "" : ", or give a stack's configuration with --config";
    const remedy = `Set one of ${sourceKeys.map(variableOf).join(", ")}${other}`;
    return { name: "source", status: "problem", message, remedy };
  }
  const { name, isFromConfiguration } = source;
  const where = isFromConfiguration ? "the stack's configuration" : "the environment";
  return { name: "source", status: "ok", message: `${name}, set in ${where}` };
}

/** What is used and does not live long enough for a configuration: operations use a recorded one. */
function checkAge({ key, name, where }: Place): Check[] {
  const isShortLived = key === "accessToken" || key === "componentVerifyTicket";
  if (where === "environment" || !isShortLived) return [];
  const message = `${name} is used: refresh and destroy take the one that was recorded at the last up`;
  const remedy = `Set ${variableOf(key)} in the environment instead`;
  return [{ name: "setting", status: "warning", message, remedy }];
}

function placesOf({ environment, config }: Given): Place[] {
  return settingKeys.flatMap((key): Place[] => [
    ...(isSet(environment[variableOf(key)])
      ? [{ key, name: variableOf(key), where: "environment" } as const]
      : []),
    ...(isSet(config(key))
      ? [{ key, name: `${NAMESPACE}:${key}`, where: "configuration" } as const]
      : []),
  ]);
}

const isSet = (value: unknown) =>
  typeof value === "string" ? value.trim() !== "" : value !== undefined && value !== null;

/** What belongs to the credentials of a third-party platform. */
const componentKeys: readonly SettingKey[] = [
  "componentAppSecret",
  "componentVerifyTicket",
  "authorizerRefreshToken",
];

function isUsed(place: Place, given: Given, source: SourceSetting | undefined): boolean {
  const { key, name, where } = place;
  if (isSource(key)) return source?.name === name;
  if (componentKeys.includes(key) && source?.key !== "componentAppId") return false;
  return where === "environment" || !isSet(given.environment[variableOf(key)]);
}

function reasonOf(place: Place, used: Place[], source: SourceSetting | undefined): string {
  const same = used.find(({ key }) => key === place.key);
  if (same) return `${same.name} wins`;
  if (isSource(place.key)) return `the token comes from ${source?.name ?? "nowhere"}`;
  return `it goes with componentAppId, which is not the token source`;
}

function isSource(key: SettingKey): boolean {
  return sourceKeys.some((source) => source === key);
}

function unknownNames({ environment, configured }: Given): Check[] {
  const variables = [...settingKeys.map(variableOf), REFRESH_VARIABLE];
  const keys = [...settingKeys, REFRESH];
  const given = Object.keys(environment).filter((name) => name.startsWith(VARIABLES));
  return [
    ...given.filter((name) => !variables.includes(name)).map((name) => unknown(name, variables)),
    ...Object.keys(configured)
      .filter((key) => !keys.some((known) => known === key))
      .map((key) =>
        unknown(
          `${NAMESPACE}:${key}`,
          keys.map((known) => `${NAMESPACE}:${known}`),
        ),
      ),
  ];
}

function unknown(name: string, known: readonly string[]): Check {
  // A variable that lacks a word, such as WECHAT_CLOUDBASE_TOKEN, is further from what is meant than a typo.
  const words = `${name.replace(VARIABLES, "_")}_`;
  const longer = known.filter((each) => `${each}_`.includes(words));
  const meant = nearest(name, longer, Infinity) ?? nearest(name, known, NEAR);
  const remedy =
    meant === undefined
      ? "Remove it; docs/inputs-outputs.md has them all"
      : `Did you mean ${meant}?`;
  return { name: "setting", status: "warning", message: `${name} is no setting`, remedy };
}
