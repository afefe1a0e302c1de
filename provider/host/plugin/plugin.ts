import { setMaxListeners } from "node:events";
import { isDeepStrictEqual } from "node:util";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Lifecycle } from "../../core/lifecycle";
import type { ProcessState } from "../../core/process-state";
import { inputsOf, type PolicyState } from "../../core/policy";
import { NAMESPACE, UNKNOWN } from "../../core/constants";
import { readRefreshBeforeUpdate } from "../../wechat/refresh-setting";
import { MAX_TIMEOUT_MS } from "../../wechat/setting-values";
import { hasSource, type SettingInputs } from "../../wechat/settings";
import { secretKeys } from "../../core/setting-names";
import type { ConnectedProvider } from "../create-lifecycle";
import { WarningReporter } from "./warning-reporter";
import { checkConfig, settingInputs } from "./config";
import { checked, failureOf } from "./check-response";
import { detailedDiff } from "./detailed-diff";
import { expectedOutputs } from "./expected";
import { callFunction } from "./functions";
import { resourceOf, targetOf } from "./ids";
import { listPolicies } from "./list";
import { notComparedWarning, withReadHint } from "./read-hint";
import { outputs, stored, withOriginal, withPartialState } from "./state";
import { unmarshal, marshal } from "./values";

type CreateLifecycle = typeof import("../create-lifecycle");

/** What the plugin's process has. */
export interface PluginOptions {
  environment: SettingInputs["environment"];
  /** Tells the user something that is no error, about the resource at `urn` or about none. */
  warn: (message: string, urn?: string) => void;
  /** Where the engine listens that this process serves now. */
  engineAddress: () => string | undefined;
}

/** What configure leaves for the other methods. */
interface Configured {
  provider: ConnectedProvider;
  /** Whether every preview and up is to look at WeChat first. */
  isRefreshing: boolean;
  hasSource: boolean;
}

/** The provider behind Pulumi's protocol: each method takes a message apart, asks the core, and answers. */
export class Plugin {
  private ending = new AbortController();
  private processState?: ProcessState;
  private readonly whitelistWarnings: WarningReporter;
  private configured?: Configured;

  constructor(private readonly options: PluginOptions) {
    this.whitelistWarnings = new WarningReporter(options.warn);
    this.begin();
  }

  /** Names every wrong key; nothing is sent. The engine hands the secrets over bare: they are marked again. */
  checkConfig(request: proto.CheckRequest): proto.CheckResponse {
    const { props } = unmarshal(request.getNews());
    const failures = checkConfig(this.options.environment, props);
    return checked(props, failures, secretKeys);
  }

  /** No setting makes the provider another one. */
  diffConfig(request: proto.DiffRequest): proto.DiffResponse {
    const before = unmarshal(request.getOldInputs()).props;
    const after = unmarshal(request.getNews()).props;
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    return new proto.DiffResponse().setChanges(
      isDeepStrictEqual(before, after) ? DIFF_NONE : DIFF_SOME,
    );
  }

  configure(request: proto.ConfigureRequest): proto.ConfigureResponse {
    // The HTTP client is the largest part: not before it is needed, so that the engine soon has its port.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazily
    const lazily = require("../create-lifecycle") as CreateLifecycle;
    const { environment, warn, engineAddress } = this.options;
    const { props } = unmarshal(request.getArgs());
    const unknown = Object.keys(props).filter((key) => props[key] === UNKNOWN);
    if (unknown.length > 0) throw new Error(`${NAMESPACE}: not known yet: ${unknown.join(", ")}`);
    const inputs = settingInputs(environment, props);
    if (this.ending.signal.aborted) this.begin();
    const { signal } = this.ending;
    const processState = (this.processState ??= lazily.beginProcessState(engineAddress(), warn));
    this.configured = {
      provider: lazily.createProvider({ ...inputs, warn, signal, processState }),
      isRefreshing: readRefreshBeforeUpdate(environment, props),
      hasSource: hasSource(inputs),
    };
    return new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
  }

  check(request: proto.CheckRequest): proto.CheckResponse {
    const { props, secrets } = unmarshal(request.getNews());
    const resource = resourceOf(request.getUrn());
    const { props: olds } = unmarshal(request.getOlds());
    const { inputs, failures } = this.lifecycle({ secrets }).check(props, { olds, resource });
    this.whitelistWarnings.report(resource.urn, inputs, secrets);
    return checked(inputs, failures, secrets);
  }

  diff(request: proto.DiffRequest): proto.DiffResponse {
    const { props: olds, secrets } = unmarshal(request.getOlds());
    const state = stored(olds);
    const { props: news } = unmarshal(request.getNews());
    const changes = this.lifecycle({ secrets }).diff(state, news);
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    const response = new proto.DiffResponse()
      .setChanges(changes.changed.length > 0 ? DIFF_SOME : DIFF_NONE)
      .setDiffsList(changes.changed)
      .setReplacesList(changes.replaces)
      .setHasdetaileddiff(true);
    const details = response.getDetaileddiffMap();
    for (const [path, kind] of detailedDiff(inputsOf(state), news, changes)) {
      details.set(path, new proto.PropertyDiff().setKind(kind));
    }
    return response;
  }

  async create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
    const { props, secrets } = unmarshal(request.getProperties());
    const response = new proto.CreateResponse().setRefreshBeforeUpdate(this.isRefreshing());
    if (request.getPreview()) {
      return response.setProperties(outputs(expectedOutputs(props), secrets));
    }
    const lifecycle = this.lifecycle({ timeout: request.getTimeout(), secrets });
    const place = this.processState?.environment(String(props["env"]));
    const marked = withOriginal(secrets, place?.isOriginalSecret === true);
    return withPartialState(marked, this.isRefreshing(), async () => {
      const { id, state } = await lifecycle.create(props);
      return response.setId(id).setProperties(outputs(state, marked));
    });
  }

  /** Also what an import asks: then nothing but the id is known. */
  async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
    const { props, secrets } = unmarshal(request.getProperties());
    const lifecycle = this.lifecycle({ timeout: request.getTimeout(), secrets });
    const isKnown = Object.keys(props).length > 0;
    const state = isKnown
      ? await this.readKnown(lifecycle, stored(props), request.getUrn())
      : await lifecycle.find(targetOf(request.getId()));
    if (!state) return new proto.ReadResponse();
    const marked = new Set([...secrets, ...unmarshal(request.getInputs()).secrets]);
    return new proto.ReadResponse()
      .setId(state.env)
      .setProperties(outputs(state, marked))
      .setInputs(marshal(inputsOf(state), marked))
      .setRefreshBeforeUpdate(this.isRefreshing());
  }

  async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    const olds = unmarshal(request.getOlds());
    const state = stored(olds.props);
    const { props, secrets } = unmarshal(request.getNews());
    const response = new proto.UpdateResponse().setRefreshBeforeUpdate(this.isRefreshing());
    if (request.getPreview()) {
      return response.setProperties(outputs(expectedOutputs(props, state), secrets));
    }
    const marked = withOriginal(secrets, olds.secrets.has("original"));
    return withPartialState(marked, this.isRefreshing(), async () => {
      const either = new Set([...secrets, ...olds.secrets]);
      const options = { timeout: request.getTimeout(), secrets: either };
      const next = await this.lifecycle(options).update(state, props);
      return response.setProperties(outputs(next, marked));
    });
  }

  /** `pulumi do` knows nothing but the id: it is looked up, and left as it is, for want of what was there before. */
  async delete(request: proto.DeleteRequest): Promise<void> {
    const { props, secrets } = unmarshal(request.getProperties());
    const lifecycle = this.lifecycle({ timeout: request.getTimeout(), secrets });
    const isKnown = Object.keys(props).length > 0;
    const state = isKnown ? stored(props) : await lifecycle.find(targetOf(request.getId()));
    if (state) await lifecycle.delete(state);
  }

  async invoke(request: proto.InvokeRequest): Promise<proto.InvokeResponse> {
    const { props } = unmarshal(request.getArgs());
    const answer = await callFunction(request.getTok(), props, this.configuration().provider);
    return "failures" in answer
      ? new proto.InvokeResponse().setFailuresList(answer.failures.map(failureOf))
      : new proto.InvokeResponse().setReturn(marshal(answer.result));
  }

  /** What `pulumi do … list` and Pulumi's import tooling ask. */
  list(request: proto.ListRequest): AsyncGenerator<proto.ListResponse> {
    return listPolicies(request, this.configuration().provider, this.options.warn);
  }

  /**
   * Forgets the program. An engine that attaches to this process (PULUMI_DEBUG_PROVIDERS) says where it
   * listens, cancels it after each phase, and configures it for the next, once for each provider of a program.
   */
  begin(): void {
    this.ending = new AbortController();
    // Whatever waits listens to it, and many resources are no leak that Node should warn of.
    setMaxListeners(0, this.ending.signal);
    delete this.processState;
    this.whitelistWarnings.forget();
  }

  /** Ends what is under way, early. */
  cancel(): void {
    this.ending.abort();
  }

  /** A preview without a token must be possible; it shows the state as it is then, and says so. */
  private async readKnown(
    lifecycle: Lifecycle,
    state: PolicyState,
    urn: string,
  ): Promise<PolicyState | undefined> {
    const { isRefreshing, hasSource } = this.configuration();
    if (hasSource || isRefreshing) {
      return lifecycle.read(state).catch((error: unknown) => {
        throw withReadHint(error, { urn, hasSource });
      });
    }
    this.options.warn(notComparedWarning(state));
    return state;
  }

  /** The core, with the bound of the resource's customTimeouts, in seconds, a day at most, if there is one. */
  private lifecycle(options: { timeout?: number; secrets?: ReadonlySet<string> } = {}): Lifecycle {
    const { timeout = 0, secrets } = options;
    return this.configuration().provider.lifecycle.with({
      ...(timeout > 0 && { operationTimeoutMs: Math.min(timeout * 1000, MAX_TIMEOUT_MS) }),
      ...(secrets && { secrets }),
    });
  }

  private isRefreshing(): boolean {
    return this.configuration().isRefreshing;
  }

  private configuration(): Configured {
    if (this.configured) return this.configured;
    throw new Error(`${NAMESPACE} is not configured yet`);
  }
}
