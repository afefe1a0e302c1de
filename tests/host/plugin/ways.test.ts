import type { Emulator } from "../../../emulator";
import { urn as dynamicUrn, sent, withHost } from "../../support/host";
import type { ProviderClient } from "../../support/engine/double/provider-client";
import { ProviderError } from "../../support/engine/double/provider-client";
import type { Props } from "../../support/engine/value";
import { urn as nativeUrn, withPlugin } from "../../support/plugin";
import { PRODUCTION, STAGING } from "../../support/world";

/** One resource as the engine leads it, on one of the two adapters: through gRPC and nothing else. */
class Way {
  state: { id: string; inputs: Props; outputs: Props } | undefined;
  readonly record: unknown[] = [];

  constructor(
    readonly emulator: Emulator,
    private readonly client: ProviderClient,
    readonly urn: string,
    private readonly dress: (inputs: Props) => Props,
  ) {}

  up(args: Props): Promise<void> {
    return this.step(async () => {
      const news = this.dress(args);
      const { inputs, failures } = await this.client.check(this, this.state?.inputs ?? {}, news);
      if (failures.length > 0) return { failures };
      if (!this.state) return this.create(inputs);
      const old = this.state;
      const { hasChanges, replaces } = await this.client.diff(this.subject(old), old, inputs, []);
      if (replaces.length > 0) {
        await this.create(inputs);
        await this.client.delete(this.subject(old), old);
        return { replaces };
      }
      if (!hasChanges && !old.outputs["unverified"]) return "same";
      const { outputs } = await this.client.update(this.subject(old), old, inputs);
      this.state = { id: old.id, inputs, outputs };
      return "updated";
    });
  }

  refresh(): Promise<void> {
    return this.step(async () => {
      if (!this.state) return "nothing";
      const found = await this.client.read(this.subject(this.state), this.state);
      this.state = found && { ...found, inputs: found.inputs ?? {} };
      return "read";
    });
  }

  destroy(): Promise<void> {
    return this.step(async () => {
      if (this.state) await this.client.delete(this.subject(this.state), this.state);
      this.state = undefined;
      return "deleted";
    });
  }

  private async create(inputs: Props): Promise<string> {
    const { id, outputs } = await this.client.create(this.urn, inputs);
    this.state = { id, inputs, outputs };
    return "created";
  }

  private async step(work: () => Promise<unknown>): Promise<void> {
    this.emulator.clearJournal();
    const said = await work().catch((error: unknown) => {
      if (!(error instanceof ProviderError)) throw error;
      const { partial, message } = error;
      if (partial) this.state = { ...partial, inputs: this.state?.inputs ?? {} };
      return `error: ${partial?.reasons.join() ?? message}`.replace(/ \(rid .*\)/, "");
    });
    const requests = this.emulator.requests().map(({ action, version }) => [action, version]);
    const policies = [PRODUCTION, STAGING].map((env) => this.emulator.policy(env));
    this.record.push({ said, requests, policies, state: bare(this.state) });
  }

  private subject({ id }: { id: string }) {
    return { urn: this.urn, id };
  }
}

/** Without the reference to the code, and what only an engine keeps. */
function bare(state: Way["state"]): unknown {
  if (!state) return undefined;
  const without = (props: Props) =>
    Object.fromEntries(Object.entries(props).filter(([key]) => key !== "__provider"));
  return { id: state.id, inputs: without(state.inputs), outputs: without(state.outputs) };
}

const policy = (apiWhitelist: string[], more: Props = {}): Props => ({
  env: PRODUCTION,
  apiWhitelist,
  ...more,
});
const elsewhere = (way: Way) => way.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z"] });

const stories: Record<string, (way: Way) => Promise<void>> = {
  "create, change, nothing, destroy": async (way) => {
    await way.up(policy(["/b", "/a", "/b"]));
    await way.up(policy(["/a", "/c"]));
    await way.up(policy(["/c", "/a"]));
    await way.destroy();
  },
  "adopt what is there": async (way) => {
    await way.up(policy(["/*"]));
    await way.destroy();
  },
  "drift, refresh, heal": async (way) => {
    await way.up(policy(["/a"]));
    elsewhere(way);
    await way.refresh();
    await way.up(policy(["/a"]));
  },
  "a conflict, then overwrite": async (way) => {
    await way.up(policy(["/a"]));
    elsewhere(way);
    await way.up(policy(["/b"]));
    await way.up(policy(["/b"], { onConflict: "overwrite" }));
    elsewhere(way);
    await way.destroy();
  },
  "settings alone": async (way) => {
    await way.up(policy(["/a"]));
    await way.up(policy(["/a"], { onDelete: "retain", restoreTo: ["/r"] }));
    await way.up(policy(["/a"], { onDelete: "revoke" }));
    await way.destroy();
  },
  "another environment": async (way) => {
    await way.up(policy(["/a"]));
    await way.up({ env: STAGING, apiWhitelist: ["/a"] });
    await way.up({ env: "nowhere", apiWhitelist: ["/a"] });
    await way.refresh();
    await way.destroy();
  },
  "an account that is named later": async (way) => {
    await way.up(policy(["/a"]));
    await way.up(policy(["/a"], { authorizerAppId: "wx0000000000000001" }));
    await way.destroy();
  },
  "the account's switch": async (way) => {
    await way.up(policy(["/a"], { open: false }));
    way.emulator.editInConsole(PRODUCTION, { open: true });
    await way.refresh();
    await way.up(policy(["/a"], { open: false }));
    await way.up(policy(["/a"]));
    await way.destroy();
  },
  "an environment that goes": async (way) => {
    await way.up(policy(["/a"]));
    way.emulator.faults.add({ errcode: -501000, errmsg: "TcbCode: [INVALID_ENV] gone", times: 1 });
    await way.refresh();
    await way.up(policy(["/a"]));
  },
  "a write that cannot be verified": async (way) => {
    const blind = () =>
      way.emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 503 });
    blind();
    await way.up(policy(["/a"]));
    await way.up(policy(["/a"]));
    blind();
    await way.up(policy(["/b"]));
    await way.up(policy(["/b"]));
    await way.destroy();
  },
  "refusals of WeChat": async (way) => {
    way.emulator.faults.add({ errcode: 48001, times: 1 });
    await way.up(policy(["/a"]));
    await way.up(policy(["/a"]));
    way.emulator.faults.add({ on: { action: "set" }, errcode: 85089, times: 1 });
    await way.destroy();
    way.emulator.faults.add({ errcode: 85088, times: 1 });
    await way.destroy();
  },
  "wrong inputs": async (way) => {
    await way.up({ env: "a b", apiWhitelist: ["wxa", "/ok"], onDelete: "keep", opn: true });
    await way.up({});
  },
};

describe("both adapters, through gRPC directly", () => {
  it.each(Object.entries(stories))("do the same: %s", async (_name, play) => {
    const records: unknown[][] = [];
    await withHost(async ({ client, emulator }) => {
      const way = new Way(emulator, client, dynamicUrn, sent);
      await play(way);
      records.push(way.record);
    });
    await withPlugin(
      async ({ client, emulator }) => {
        const way = new Way(emulator, client, nativeUrn, (inputs) => inputs);
        await play(way);
        records.push(way.record);
      },
      { env: { WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE: "false" } },
    );
    const [dynamic = [], native] = records;
    expect(native).toEqual(dynamic);
    expect(dynamic.length).toBeGreaterThan(1);
  });
});
