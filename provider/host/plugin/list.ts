import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { NAMESPACE, RESOURCE, UNKNOWN } from "../../core/constants";
import type { ConnectedProvider } from "../create-lifecycle";
import { unmarshal } from "./values";

type Warn = (message: string) => void;

/** A policy of the list, by where it stands: its account's and its environment's number. */
interface Entry {
  place: string;
  id: string;
  env: string;
}

/** The policies that the credentials can see, a page at a time, by the ids that an import takes. */
export async function* listPolicies(
  request: proto.ListRequest,
  provider: ConnectedProvider,
  warn: Warn,
): AsyncGenerator<proto.ListResponse> {
  const token = request.getToken();
  if (token !== RESOURCE) throw new Error(`${NAMESPACE} cannot list ${token}`);
  const { authorizerAppId: wanted } = unmarshal(request.getQuery()).props;
  if (wanted === UNKNOWN) {
    yield new proto.ListResponse().setComputed(new proto.ListResponse.Computed());
    return;
  }
  const accounts = typeof wanted === "string" ? [wanted] : await provider.accountsInView();
  const [limit, pageSize] = [request.getLimit(), request.getPageSize()].map((most) =>
    most > 0 ? most : Infinity,
  );
  let count = 0;
  for await (const { place, id, env } of entries(accounts, request.getContinuationToken(), {
    provider,
    warn,
  })) {
    if (count === limit) return;
    if (count === pageSize) {
      const continuation = new proto.ListResponse.Continuation().setContinuationToken(place);
      yield new proto.ListResponse().setContinuation(continuation);
      return;
    }
    const result = new proto.ListResponse.Result().setId(id).setName(env);
    yield new proto.ListResponse().setResult(result);
    count += 1;
  }
}

/** From a place on. An account whose environments cannot be listed is passed over with a warning. */
async function* entries(
  accounts: readonly string[],
  begin: string,
  { provider, warn }: { provider: ConnectedProvider; warn: Warn },
): AsyncGenerator<Entry> {
  const [, from = "0", first = "0"] = /^(\d+):(\d+)$/.exec(begin) ?? [];
  for (const [number, authorizerAppId] of accounts.entries()) {
    if (number < Number(from)) continue;
    const skipped = number === Number(from) ? Number(first) : 0;
    const environments = await provider
      .getCloudBaseEnvironments({ authorizerAppId })
      .then((found) => found.environments)
      .catch((error: unknown) => {
        const { message } = error as Error;
        warn(`left out of the list: ${message}`);
        return [];
      });
    for (const [index, { env }] of environments.slice(skipped).entries()) {
      const id = authorizerAppId === "" ? env : `${authorizerAppId}/${env}`;
      yield { place: `${number}:${index + skipped}`, id, env };
    }
  }
}
