import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import type { PolicyApi } from "../../provider/core/api";
import { ApiError, PolicyError } from "../../provider/core/errors";
import { Lifecycle, type LifecycleOptions } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { ProcessState } from "../../provider/core/process-state";
import { Deadline } from "../../provider/core/timing";
import { connect, type WechatClient } from "../../provider/wechat";
import { readSettings, type Settings } from "../../provider/wechat/settings";
import { FakeClock } from "./fake-clock";

/** The environments that every emulator begins with, both of one account, everything allowed. */
export const ENV = "myttest-8gu57so0bd9f9e8a";
export const OTHER_ENV = "myttest-staging-1a2b3c4d";
export const ACCOUNT = "wx0000000000000001";
/** What stands for a value that a preview does not know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface ConnectOptions {
  emulator?: EmulatorOptions;
  /** More environment variables, or others instead of the endpoint's and the token's. */
  environment?: Record<string, string | undefined>;
  clock?: FakeClock;
  lifecycle?: Partial<LifecycleOptions>;
}

/** The core and the wire as an adapter puts them together, and the emulator they talk to. */
export interface Connected {
  emulator: Emulator;
  /** A component token of this emulator's own, to be found nowhere. */
  token: string;
  settings: Settings;
  client: WechatClient;
  api: PolicyApi;
  clock: FakeClock;
  lifecycle: Lifecycle;
  warnings: string[];
  /** The same with what creates told of policies that they wrote over, as nearly each one does. */
  said: string[];
  /** The same settings in a process of its own: nothing is remembered. */
  newProcess: (options?: Partial<LifecycleOptions>) => Lifecycle;
  deadline: (timeoutMs?: number) => Deadline;
  /** What WeChat got so far. */
  sent: () => { get: number; set: number; applies: number };
}

const running: { close(): unknown }[] = [];

/** Has something closed after the test, the last one first. */
export function closeAfterTest<T extends { close(): unknown }>(closable: T): T {
  running.push(closable);
  return closable;
}

afterEach(async () => {
  for (const closable of running.splice(0).reverse()) await closable.close();
});

/** Starts an emulator and connects the provider with it; both end with the test. */
export async function connected(options: ConnectOptions = {}): Promise<Connected> {
  const emulator = closeAfterTest(await startEmulator(options.emulator));
  const token = emulator.issueToken({ token: "canary/+=token~of.this-test" });
  const environment = {
    WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: token,
    WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "20000",
    ...options.environment,
  };
  const settings = readSettings({ environment, config: () => undefined });
  const { clock = new FakeClock() } = options;
  const warnings: string[] = [];
  const said: string[] = [];
  const warn = (message: string) => {
    said.push(message);
    if (!message.includes(": create wrote over")) warnings.push(message);
  };
  const client = closeAfterTest(
    connect(settings, { environment: { ...process.env, ...environment }, warn }),
  );
  const newProcess = (more: Partial<LifecycleOptions> = {}) =>
    new Lifecycle({
      api: client.api,
      clock,
      processState: new ProcessState(),
      operationTimeoutMs: settings.operationTimeoutMs,
      versionStrategy: settings.versionStrategy,
      onUnauthorized: settings.onUnauthorized,
      isUnknown: (value) => value === UNKNOWN,
      warn,
      ...options.lifecycle,
      ...more,
    });
  return {
    emulator,
    token,
    settings,
    client,
    api: client.api,
    clock,
    lifecycle: newProcess(),
    warnings,
    said,
    newProcess,
    deadline: (timeoutMs = 120_000) => new Deadline(clock, timeoutMs),
    sent: () => ({
      get: emulator.requests({ action: "get" }).length,
      set: emulator.requests({ action: "set" }).length,
      applies: emulator.applies().length,
    }),
  };
}

/** The state of a policy that was created in another process, and the journal empty again. */
export async function created(
  { emulator, newProcess }: Connected,
  inputs: Record<string, unknown> = {},
): Promise<PolicyState> {
  const { state } = await newProcess().create({ env: ENV, apiWhitelist: ["/a"], ...inputs });
  emulator.clearJournal();
  return state;
}

/** What an operation was rejected with, which must be one of the errors that may be shown. */
export const failure = (operation: Promise<unknown>) => rejectedWith(PolicyError, operation);

/** As {@link failure}, of what talks to WeChat. */
export const apiFailure = (operation: Promise<unknown>) => rejectedWith(ApiError, operation);

async function rejectedWith<E extends Error>(
  type: new (...args: never[]) => E,
  operation: Promise<unknown>,
): Promise<E> {
  const error = await operation.then(
    (value) => new Error(`it succeeded: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof type) return error;
  throw new Error("it was not rejected with that error", { cause: error });
}
