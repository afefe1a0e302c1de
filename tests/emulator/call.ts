import { startEmulator, type Emulator, type EmulatorOptions } from "../../emulator";

/** The page's environment, and the second one of the default accounts. */
export const env = "myttest-8gu57so0bd9f9e8a";
export const staging = "myttest-staging-1a2b3c4d";
/** The account that owns both. */
export const appId = "wx0000000000000001";
/** The time on the clock of a new emulator; it moves only if a test moves it. */
export const startedAt = 1_700_000_000_000;
/** The endpoint's path. */
export const path = "/tcb/usecloudaccesstoken";

/** A get of the page's environment, and one of {@link startWithTwoAccounts}' other account. */
export const get = { action: "get", env };
export const getElsewhere = { action: "get", env: "elsewhere" };
/** A set of the page's environment that the default emulator applies. */
export const set = { action: "set", env, open: true, api_whitelist: ["/wxa/a"], version: 1 };

const running: Emulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

/** Starts an emulator that is closed after the test, on a clock that does not move. */
export async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ now: () => startedAt, ...options });
  running.push(emulator);
  return emulator;
}

/** As {@link start}, with a function that moves the clock. */
export async function startWithClock(options: EmulatorOptions = {}) {
  let time = startedAt;
  const emulator = await start({ now: () => time, ...options });
  return { emulator, pass: (ms: number) => void (time += ms) };
}

/** As {@link start}, with a second account: wx2, which owns `elsewhere`. */
export async function startWithTwoAccounts(): Promise<Emulator> {
  const emulator = await start();
  emulator.addEnvironment("wx2", "elsewhere");
  return emulator;
}

/** What the endpoint answered. */
export interface Answer {
  readonly errcode: number;
  readonly errmsg: string;
  readonly open?: boolean;
  readonly api_whitelist?: string[];
  readonly version?: number;
}

/** The endpoint's address with a token; default: a new component token. */
export function address(emulator: Emulator, token = emulator.issueToken()): string {
  return `${emulator.url}${path}?${new URLSearchParams({ access_token: token }).toString()}`;
}

/** Sends a body: an object as JSON, a string as it is. */
export async function post(emulator: Emulator, body: unknown, token?: string): Promise<Response> {
  return fetch(address(emulator, token), {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    redirect: "manual",
  });
}

/** As {@link post}, and gives the answer. */
export async function call(emulator: Emulator, body: unknown, token?: string): Promise<Answer> {
  return (await (await post(emulator, body, token)).json()) as Answer;
}

/** As {@link call}, and gives the errcode alone. */
export async function errcode(emulator: Emulator, body: unknown, token?: string): Promise<number> {
  return (await call(emulator, body, token)).errcode;
}

/** The errcodes of a get in each of {@link startWithTwoAccounts}' accounts. */
export async function reach(emulator: Emulator, token?: string): Promise<number[]> {
  return [await errcode(emulator, get, token), await errcode(emulator, getElsewhere, token)];
}
