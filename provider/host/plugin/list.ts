import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { NAMESPACE, RESOURCE } from "../../core/constants";
import type { ConnectedProvider } from "../create-lifecycle";

/** Where a page of a list begins: an account, and an environment of it. */
interface Place {
  account: number;
  environment: number;
}

/**
 * The policies that the credentials can see, a page at a time, by the ids that an import takes. An account
 * whose environments cannot be listed is passed over with a warning.
 */
export async function* listPolicies(
  request: proto.ListRequest,
  { accountsInView, getCloudBaseEnvironments }: ConnectedProvider,
  warn: (message: string) => void,
): AsyncGenerator<proto.ListResponse> {
  const token = request.getToken();
  if (token !== RESOURCE) throw new Error(`${NAMESPACE} cannot list ${token}`);
  const limit = request.getLimit() > 0 ? request.getLimit() : Infinity;
  const pageSize = request.getPageSize() > 0 ? request.getPageSize() : Infinity;
  const begin = placeOf(request.getContinuationToken());
  const accounts = await accountsInView();
  let count = 0;
  for (let account = begin.account; account < accounts.length; account++) {
    const authorizerAppId = accounts[account] ?? "";
    const { environments } = await getCloudBaseEnvironments({ authorizerAppId }).catch(
      (error: unknown) => {
        warn(`${authorizerAppId} is left out of the list: ${String(error)}`);
        return { environments: [] };
      },
    );
    const first = account === begin.account ? begin.environment : 0;
    for (const [index, { env }] of environments.entries()) {
      if (index < first) continue;
      if (count === limit) return;
      if (count === pageSize) {
        const next = `${account}:${index}`;
        const continuation = new proto.ListResponse.Continuation().setContinuationToken(next);
        yield new proto.ListResponse().setContinuation(continuation);
        return;
      }
      const id = authorizerAppId === "" ? env : `${authorizerAppId}/${env}`;
      yield new proto.ListResponse().setResult(
        new proto.ListResponse.Result().setId(id).setName(env),
      );
      count += 1;
    }
  }
}

function placeOf(token: string): Place {
  const [, account = "0", environment = "0"] = /^(\d+):(\d+)$/.exec(token) ?? [];
  return { account: Number(account), environment: Number(environment) };
}
