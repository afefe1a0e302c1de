import { startEmulator, type Emulator, type EmulatorOptions } from "../../emulator";

/** The page's environment, and the second one of the default accounts. */
export const env = "myttest-8gu57so0bd9f9e8a";
export const staging = "myttest-staging-1a2b3c4d";
/** The account that owns both. */
export const appId = "wx0000000000000001";
/** The clock of an emulator that is started here: it stands still. */
export const startedAt = 1_700_000_000_000;

const running: Emulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

/** Starts an emulator that is closed after the test, on a clock that stands still. */
export async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ now: () => startedAt, ...options });
  running.push(emulator);
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

/** Sends a body (an object as JSON, a string as it is) with a token; default: a new component one. */
export async function post(
  emulator: Emulator,
  body: unknown,
  token = emulator.issueToken(),
): Promise<Response> {
  const query = new URLSearchParams({ access_token: token }).toString();
  return fetch(`${emulator.url}/tcb/usecloudaccesstoken?${query}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** As {@link post}, down to the answer. */
export async function call(emulator: Emulator, body: unknown, token?: string): Promise<Answer> {
  return (await (await post(emulator, body, token)).json()) as Answer;
}

/** A get of the page's environment. */
export const get = { action: "get", env };

/** A set of the page's environment that the default emulator applies. */
export const set = { action: "set", env, open: true, api_whitelist: ["/wxa/a"], version: 1 };
