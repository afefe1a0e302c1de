import { spawn } from "node:child_process";
import { apiWhitelist, environments } from "../../bench/programs/workload";
import { type Variant, variants } from "../../bench/variants";
import type { Changes, Engine, Stack, StackOptions, StepOptions, Verb } from "../support/engine";
import { killable } from "../support/engine/killable";

/** What one step of the fake does; a test twists it. */
export interface Job {
  /** The step by its name in the bench: the second `up` is the unchanged one. */
  step: string;
  variant: string;
  /** Which life of the variant's stack, from 0. */
  round: number;
  /** For each environment, in this order; "other" is a path that is no policy's. */
  calls: ("get" | "set" | "stale set" | "other")[];
  /** Whether all environments are asked at the same time. */
  isAtOnce: boolean;
  whitelist: readonly string[];
  changes: Changes;
  exitCode: number;
}

const PROGRAM = `
  const { request, Agent } = require("node:http");
  const { WECHAT_CLOUDBASE_ENDPOINT: endpoint, WECHAT_CLOUDBASE_ACCESS_TOKEN: token } = process.env;
  const { envs, calls, isAtOnce, whitelist, exitCode } = JSON.parse(process.argv[1]);
  const agent = new Agent({ keepAlive: true });
  const send = (path, fields) => new Promise((resolve, reject) => {
    const sent = request(endpoint + path + "?access_token=" + token, { method: "POST", agent }, (response) => {
      let text = "";
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve(text.startsWith("{") ? JSON.parse(text) : {}));
    });
    sent.on("error", reject).end(JSON.stringify(fields));
  });
  async function work(env) {
    let version = 0;
    for (const call of calls) {
      const action = call.split(" ").at(-1);
      const set = { version: call === "set" ? version : version + 7, open: true, api_whitelist: whitelist };
      if (call === "other") await send("/cgi-bin/other", {});
      else ({ version = 0 } = await send("/tcb/usecloudaccesstoken", { action, env, ...(action === "set" && set) }));
    }
  }
  (async () => {
    if (isAtOnce) await Promise.all(envs.map(work));
    else for (const env of envs) await work(env);
    agent.destroy();
    process.exitCode = exitCode;
  })();`;

/** An engine that knows the variants and asks the emulator what they would: no Pulumi, a small process a step. */
export class FakeEngine implements Engine {
  readonly kind = "double";
  readonly description = "a fake";
  /** What was asked of the stacks, in order. */
  readonly asked: { variant: string; verb: Verb; options: StepOptions }[] = [];
  /** How many stacks there are now. */
  open = 0;
  readonly #lives = new Map<Variant, number>();

  constructor(
    private readonly twist: (job: Job) => Partial<Job> = () => ({}),
    private readonly providerOf: (variant: Variant) => boolean = ({ isDynamic = true }) =>
      isDynamic,
  ) {}

  newStack({ projectDir, env = {} }: StackOptions): Promise<Stack> {
    const variant = variants.find((one) => one.projectDir === projectDir);
    if (!variant) throw new Error(`no variant has its program in ${projectDir}`);
    const round = this.#lives.get(variant) ?? 0;
    this.#lives.set(variant, round + 1);
    this.open += 1;
    const envs = environments(Number(env["BENCH_N"]));
    const done: string[] = [];
    const inputs = this.providerOf(variant) ? { __provider: "p".repeat(10 + round) } : {};
    const stack: Pick<Stack, "spawn" | "exportState" | "remove"> = {
      spawn: (verb, options = {}) => {
        this.asked.push({ variant: variant.name, verb, options });
        const job = jobOf({ variant, verb, round, done, count: envs.length });
        Object.assign(job, this.twist(job));
        done.push(verb);
        const args = ["-e", PROGRAM, JSON.stringify({ ...job, envs })];
        const child = spawn(process.execPath, args, {
          env: { ...process.env, ...env },
          stdio: ["ignore", "pipe", "inherit"],
        });
        return killable(child, (exitCode, stdout, stderr) => ({
          ...{ exitCode, stdout, stderr, changes: job.changes },
          ...{ refreshed: {}, diffs: [], outputs: {} },
        }));
      },
      exportState: () => {
        const resources = envs.map((name) => ({ urn: name, type: "", name, custom: true, inputs }));
        const text = JSON.stringify(resources);
        return Promise.resolve({ text, resources, pendingOperations: [] } as never);
      },
      remove: () => {
        this.open -= 1;
        return Promise.resolve();
      },
    };
    return Promise.resolve(stack as Stack);
  }
}

function jobOf(given: {
  variant: Variant;
  verb: Verb;
  round: number;
  done: readonly string[];
  count: number;
}): Job {
  const { variant, verb, round, done, count } = given;
  const isThere = done.includes("up");
  const step = verb === "up" && isThere ? "unchanged up" : verb;
  const { get, set } =
    verb === "preview" || step === "unchanged up" ? { get: 0, set: 0 } : variant.requests[verb];
  // A set needs the version of the get before it.
  const calls = [...fill("get", Math.min(get, 1)), ...fill("set", set), ...fill("get", get - 1)];
  const change = verb === "destroy" ? "delete" : isThere ? "same" : "create";
  return {
    ...{ step, variant: variant.name, round, calls, isAtOnce: false, exitCode: 0 },
    whitelist: verb === "destroy" ? ["/*"] : apiWhitelist,
    changes: { [change]: count },
  };
}

const fill = (call: "get" | "set", times: number) =>
  Array.from({ length: Math.max(0, times) }, () => call);
