import { ApiError } from "../core/errors";
import { LOOPBACK } from "./classify";

/** What was set, and where. */
export interface Setting {
  /** The variable or the configuration key, as the user knows it. */
  name: string;
  isFromConfiguration: boolean;
  value: string;
}

/** No bound on time is longer: a day, and less than what a timer can tell. Milliseconds. */
export const MAX_TIMEOUT_MS = 86_400_000;

/** A setting that cannot be worked with. */
export class SettingError extends ApiError {
  constructor(
    /** The variable or the configuration key, as the user knows it. */
    readonly setting: string,
    what: string,
    remedy: string,
  ) {
    super({ failure: "invalid", summary: `${setting} ${what}`, remedy });
  }
}

/** The base URL that requests go to. */
export function endpointOf(found: Setting | undefined): URL {
  if (!found) return new URL("https://api.weixin.qq.com");
  const { name, value } = found;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isBare = url && `${url.username}${url.password}${url.search}${url.hash}` === "";
  if (!isBare) {
    throw new SettingError(
      name,
      "is not a base URL",
      "Give scheme, host and perhaps a path, e.g. https://api.weixin.qq.com",
    );
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname)))
    return url;
  throw new SettingError(
    name,
    "must be https; plain http goes to a loopback address only",
    "The token is in the URL: use https",
  );
}

/** A bound on time. */
export function milliseconds(found: Setting | undefined, fallback: number): number {
  if (!found) return fallback;
  const value = Number(found.value);
  if (Number.isSafeInteger(value) && value > 0 && value <= MAX_TIMEOUT_MS) return value;
  throw new SettingError(
    found.name,
    `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT_MS}`,
    `The default is ${fallback}`,
  );
}

/** A bound on requests a second. */
export function requestRate({ name, value }: Setting): number {
  const rate = Number(value);
  if (Number.isSafeInteger(rate) && rate > 0 && rate <= 10_000) return rate;
  throw new SettingError(
    name,
    "must be a whole number of requests from 1 to 10000",
    "Leave it out for no bound",
  );
}

/** One of a few words, of which the first is the default. */
export function oneOf<Word extends string>(
  found: Setting | undefined,
  words: readonly [Word, ...Word[]],
): Word {
  if (!found) return words[0];
  const word = words.find((each) => each === found.value);
  if (word !== undefined) return word;
  const choices = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  throw new SettingError(found.name, `must be ${choices}`, `The default is ${words[0]}`);
}
