import { startEmulator, type Emulator, type EmulatorOptions } from "../../emulator";

/** The page's environment, and the second one of the default accounts. */
export const env = "myttest-8gu57so0bd9f9e8a";
export const staging = "myttest-staging-1a2b3c4d";
/** The account that owns both. */
export const appId = "wx0000000000000001";
/** The time on the clock at a test's start; only {@link pass} moves it. */
export const startedAt = 1_700_000_000_000;
export const path = "/tcb/usecloudaccesstoken";
export const folder = "/cgi-bin/component/";
export const tokenName = "api_component_token";
export const authorizerName = "api_authorizer_token";
export const listName = "api_get_authorizer_list";

export const get = { action: "get", env };
/** A get in the account of {@link addSecondAccount}. */
export const getElsewhere = { action: "get", env: "elsewhere" };
/** The default emulator applies it. */
export const set = { action: "set", env, open: true, api_whitelist: ["/wxa/a"], version: 1 };

/** The test's: the one that {@link start} started last, or one without options. */
export let emulator: Emulator;
const running: Emulator[] = [];
let time: number;

beforeEach(async () => {
  time = startedAt;
  await start();
});
afterEach(() => Promise.all(running.splice(0).map((each) => each.close())));

export const pass = (ms: number): void => void (time += ms);

export async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = await startEmulator({ now: () => time, ...options });
  running.push(emulator);
}

/** A component token that was good. */
export function expiredToken(): string {
  const token = emulator.issueToken();
  emulator.expireToken(token);
  return token;
}

/** Adds the account wx2, which owns `elsewhere`. */
export const addSecondAccount = () => emulator.addEnvironment("wx2", "elsewhere");

export interface Answer {
  readonly errcode: number;
  readonly errmsg: string;
  readonly open?: boolean;
  readonly api_whitelist?: string[];
  readonly version?: number;
}

const text = (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body));

/** The endpoint's address with a token; default: a new component token. */
export const address = (token = emulator.issueToken()): string =>
  `${emulator.url}${path}?${new URLSearchParams({ access_token: token }).toString()}`;

/** Sends a body: an object as JSON, a string as it is. */
export const post = (body: unknown, token?: string): Promise<Response> =>
  fetch(address(token), { method: "POST", body: text(body), redirect: "manual" });

export const call = async (body: unknown, token?: string): Promise<Answer> =>
  (await (await post(body, token)).json()) as Answer;

export const errcode = async (body: unknown, token?: string): Promise<number> =>
  (await call(body, token)).errcode;

/** The errcodes of a get in each account. */
export const reach = async (token?: string): Promise<number[]> => [
  await errcode(get, token),
  await errcode(getElsewhere, token),
];

type Text =
  "errmsg" | "component_access_token" | "authorizer_access_token" | "authorizer_refresh_token";
type Count = "errcode" | "expires_in" | "total_count";

export interface ComponentAnswer extends Partial<Record<Text, string> & Record<Count, number>> {
  readonly list?: { authorizer_appid: string }[];
}

/** Sends a body to an endpoint of the third-party platform. */
export async function callComponent(
  name: string,
  body: unknown,
  query: Record<string, string> = {},
) {
  const url = `${emulator.url}${folder}${name}?${new URLSearchParams(query).toString()}`;
  const response = await fetch(url, { method: "POST", body: text(body) });
  expect(response.status).toBe(200);
  return (await response.json()) as ComponentAnswer;
}

/** As {@link callComponent}, with a new component token. */
export const callAuthorized = (name: string, body: unknown): Promise<ComponentAnswer> =>
  callComponent(name, body, { component_access_token: emulator.issueToken() });

/** The body that obtains a component token. */
export const componentBody = ({ component } = emulator) => ({
  component_appid: component.appId,
  component_appsecret: component.appSecret,
  component_verify_ticket: component.verifyTicket,
});

/** Obtains a component token. */
export const obtain = async (): Promise<string> =>
  (await callComponent(tokenName, componentBody())).component_access_token ?? "";

/** The body that obtains an account's token. */
export const authorizerBody = (account = appId) => ({
  component_appid: emulator.component.appId,
  authorizer_appid: account,
  authorizer_refresh_token: emulator.refreshToken(account),
});
