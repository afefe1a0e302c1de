import { readFile } from "node:fs/promises";
import { NAMESPACE } from "../provider/core/constants";
import type { Redactor } from "../provider/wechat/redact";
import { type SettingInputs } from "../provider/wechat/settings";
import { secretKeys, type SettingKey, settingKeys } from "../provider/core/setting-names";
import { UsageError } from "./command";

/** The settings' places as a command finds them. */
export interface Given extends SettingInputs {
  /** What the configuration has in the provider's namespace, known or not, by key. */
  configured: Readonly<Record<string, unknown>>;
  /** The secrets that the configuration has in plain text. */
  plainSecrets: readonly SettingKey[];
  /** Whether there is a configuration at all. */
  hasConfiguration: boolean;
}

/** One key as `pulumi config --json` prints it. */
interface ConfigEntry {
  value?: unknown;
  secret?: unknown;
}

/** The environment, and the stack's configuration if a file is named. Throws UsageError. */
export async function readGiven(file: string | undefined, redactor: Redactor): Promise<Given> {
  const entries = file === undefined ? {} : entriesOf(await readText(file));
  const prefix = `${NAMESPACE}:`;
  // What is of other packages is none of this one's business, least of all their secrets.
  const own = Object.keys(entries).filter((name) => name.startsWith(prefix));
  const hidden = own.find(
    (name) => entries[name]?.secret === true && entries[name].value === undefined,
  );
  if (hidden !== undefined) {
    throw new UsageError(
      `the value of ${hidden} is not in --config: print it with \`pulumi config --json --show-secrets\``,
    );
  }
  const config = (key: SettingKey) => entries[`${NAMESPACE}:${key}`]?.value;
  learnSecrets(redactor, config);
  return {
    environment: process.env,
    config,
    configured: Object.fromEntries(
      own.map((name) => [name.slice(prefix.length), entries[name]?.value]),
    ),
    plainSecrets: settingKeys.filter((key) => {
      const entry = entries[`${NAMESPACE}:${key}`];
      return entry && secretKeys.has(key) && entry.secret !== true;
    }),
    hasConfiguration: file !== undefined,
  };
}

/** Has the values of all secret settings hidden, wherever they would be printed. */
export function learnSecrets(redactor: Redactor, valueOf: (key: SettingKey) => unknown): void {
  for (const key of settingKeys.filter((key) => secretKeys.has(key))) {
    const value = valueOf(key);
    if (typeof value === "string") redactor.learn(value.trim());
  }
}

/** What a file holds, without a byte order mark; `-` is stdin. Throws UsageError if it cannot be read. */
export async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || bytes.includes(0);
  if (isUtf16) throw new UsageError(`${file} cannot be read: it is UTF-16: save it as UTF-8`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file} cannot be read: it is not UTF-8: save it as that`);
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return file === "-" ? await readStdin() : await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${codeOf(error)}`);
  }
}

async function readStdin(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Nothing of the text may be repeated: it holds secrets. */
function entriesOf(text: string): Readonly<Record<string, ConfigEntry>> {
  const shape = "--config takes what `pulumi config --json --show-secrets` prints";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${shape}; this is not JSON`);
  }
  const isObject = (it: unknown) => typeof it === "object" && it !== null && !Array.isArray(it);
  if (!isObject(value) || !Object.values(value as object).every(isObject)) {
    throw new UsageError(`${shape}; this is other JSON`);
  }
  return value as Record<string, ConfigEntry>;
}

/** What the system says of a file that cannot be read or written. */
export const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? "unreadable";
