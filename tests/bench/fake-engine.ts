import { EventEmitter, once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { apiWhitelist, environments } from "../../bench/programs/workload";
import { steps } from "../../bench/steps";
import { type Variant, variants } from "../../bench/variants";
import type { Changes, Engine, Stack, StackOptions, StepOptions, Verb } from "../support/engine";

/** What one step of the fake does. */
export interface Job {
  /** For each environment, in this order; "other" is a path that is no policy's. */
  calls: ("get" | "set" | "stale set" | "other")[];
  /** Whether all environments are asked at the same time. */
  isAtOnce: boolean;
  whitelist: readonly string[];
  changes: Changes;
  exitCode: number;
}

/** An engine without Pulumi: it sends the emulator what each variant would send. */
export class FakeEngine implements Engine {
  readonly kind = "double";
  readonly description = "a fake";
  /** What was asked of the stacks, in order. */
  readonly asked: { variant: string; verb: Verb; options: StepOptions }[] = [];
  /** How many stacks exist now. */
  open = 0;
  readonly #rounds = new Map<Variant, number>();

  /** `twist` changes what a step does; `round` counts the variant's stacks from 0. */
  constructor(
    private readonly twist: (step: string, round: number) => Partial<Job> = () => ({}),
    private readonly hasProvider: (variant: Variant) => boolean = ({ isDynamic }) =>
      isDynamic !== false,
  ) {}

  newStack({ projectDir, env = {} }: StackOptions): Promise<Stack> {
    const variant = variants.find((one) => one.projectDir === projectDir);
    if (!variant) throw new Error(`no variant has its program in ${projectDir}`);
    const round = this.#rounds.get(variant) ?? 0;
    this.#rounds.set(variant, round + 1);
    this.open += 1;
    const envs = environments(Number(env["BENCH_N"]));
    const remaining = [...steps];
    const stack = {
      spawn: (verb: Verb, options: StepOptions = {}) => {
        this.asked.push({ variant: variant.name, verb, options });
        const step = remaining.shift();
        if (step?.verb !== verb) throw new Error(`${verb} is not the next step`);
        const { get, set } = step.requestsOf(variant);
        const job: Job = {
          // A set needs the version of the get before it.
          calls: [
            ...times("get", Math.min(get, 1)),
            ...times("set", set),
            ...times("get", get - 1),
          ],
          isAtOnce: false,
          whitelist: verb === "destroy" ? ["/*"] : apiWhitelist,
          changes: { [step.change]: envs.length },
          exitCode: 0,
          ...this.twist(step.name, round),
        };
        const child = new EventEmitter();
        const result = work(job, envs, env).then(() => {
          child.emit("close", job.exitCode);
          return { exitCode: job.exitCode, stdout: "", stderr: "", changes: job.changes };
        });
        return { process: child, result };
      },
      exportState: () => {
        const inputs = this.hasProvider(variant) ? { __provider: "p".repeat(10 + round) } : {};
        const resources = envs.map((name) => ({ urn: name, inputs }));
        return Promise.resolve({ text: JSON.stringify(resources), resources });
      },
      remove: () => Promise.resolve(void (this.open -= 1)),
    };
    return Promise.resolve(stack as unknown as Stack);
  }
}

const times = (call: "get" | "set", count: number) =>
  Array.from({ length: Math.max(0, count) }, () => call);

async function work(job: Job, envs: readonly string[], variables: NodeJS.ProcessEnv) {
  const agent = new Agent({ keepAlive: true });
  const send = async (path: string, fields: object): Promise<{ version?: number }> => {
    const token = `?access_token=${variables["WECHAT_CLOUDBASE_ACCESS_TOKEN"]}`;
    const url = `${variables["WECHAT_CLOUDBASE_ENDPOINT"]}${path}${token}`;
    const sent = request(url, { method: "POST", agent }).end(JSON.stringify(fields));
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const body = await text(response);
    return body.startsWith("{") ? (JSON.parse(body) as object) : {};
  };
  const ask = async (env: string) => {
    let version = 0;
    for (const call of job.calls) {
      if (call === "other") await send("/cgi-bin/other", {});
      else {
        const stale = call === "stale set" ? 7 : 0;
        const set = { version: version + stale, open: true, api_whitelist: job.whitelist };
        const fields = call === "get" ? { action: "get" } : { action: "set", ...set };
        ({ version = 0 } = await send("/tcb/usecloudaccesstoken", { env, ...fields }));
      }
    }
  };
  if (job.isAtOnce) await Promise.all(envs.map(ask));
  else for (const env of envs) await ask(env);
  agent.destroy();
}
