import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { COMPONENT_TYPE, NAMESPACE, RESOURCE, UNKNOWN } from "../../core/constants";
import { policiesProblems } from "../../core/policies-problems";
import { Monitor } from "./monitor";
import { schema } from "./schema";
import { bareOnce, type Json, secret } from "./values";

type Fields = Record<string, Json>;

/** A component's inputs: values stay as they came, marked secret or unknown. */
interface Inputs {
  account: Fields;
  environments: Record<string, Fields>;
}

/**
 * Registers a CloudAccessTokenPolicies with one policy for each environment, as the class of that name does
 * in a TypeScript program. Rejects if the inputs are wrong, or the engine refuses a resource.
 */
export async function construct(request: proto.ConstructRequest): Promise<proto.ConstructResponse> {
  if (request.getType() !== COMPONENT_TYPE)
    throw new Error(`${NAMESPACE} has no component ${request.getType()}`);
  const inputs = inputsOf(request);
  const monitor = new Monitor(request.getMonitorendpoint());
  return register(request, inputs, monitor).finally(() => monitor.close());
}

async function register(
  request: proto.ConstructRequest,
  inputs: Inputs,
  monitor: Monitor,
): Promise<proto.ConstructResponse> {
  const component = await monitor.register(componentOf(request));
  const parent = component.getUrn();
  const policies = Object.entries(inputs.environments).map(async ([env, fields]) => {
    const policy = policyOf(request, { env, fields: { ...inputs.account, ...fields }, parent });
    const registered = await monitor.register(policy);
    const { version = UNKNOWN } = registered.getObject()?.toJavaScript() ?? {};
    return [env, version] as const;
  });
  const versions = Object.fromEntries(await Promise.all(policies));
  const state = Struct.fromJavaScript({ versions });
  await monitor.registerOutputs(
    new RegisterResourceOutputsRequest().setUrn(parent).setOutputs(state),
  );
  return new proto.ConstructResponse().setUrn(parent).setState(state);
}

function inputsOf(request: proto.ConstructRequest): Inputs {
  const given = request.getInputs()?.toJavaScript() ?? {};
  const { environments: list, ...account } = given;
  const { value, isSecret } = bareOnce(list);
  if (value === UNKNOWN) throw wrong(request, "environments must be known when the program runs");
  const entries = Object.entries((value ?? {}) as Fields).map(
    ([env, entry]) => [env, bareOnce(entry)] as const,
  );
  const bare = Object.fromEntries(entries.map(([env, entry]) => [env, entry.value]));
  const problems = policiesProblems({ ...account, environments: bare }, isPaths);
  if (problems.length > 0) throw wrong(request, problems.join("; "));
  const environments = entries.map(([env, own]) => {
    const fields = isPaths(own.value)
      ? { apiWhitelist: own.value as Json }
      : withoutNull(own.value);
    return [env, isSecret || own.isSecret ? marked(fields) : fields] as const;
  });
  return { account, environments: Object.fromEntries(environments) };
}

/** Without what is null, which counts as left out and must not hide what the account has. */
const withoutNull = (fields: unknown): Fields =>
  Object.fromEntries(Object.entries(fields as Fields).filter(([, value]) => value !== null));

/** Each input as a secret. Aliases are none: Pulumi needs them bare. */
function marked({ aliases, ...inputs }: Fields): Fields {
  const secrets = Object.entries(inputs).map(([name, value]) => [name, secret(value)] as const);
  return { ...Object.fromEntries(secrets), ...(aliases !== undefined && { aliases }) };
}

const wrong = (request: proto.ConstructRequest, problem: string) =>
  new Error(`CloudAccessTokenPolicies "${request.getName()}": ${problem}`);

/** A list, or one that is not known yet. */
const isPaths = (given: unknown) => Array.isArray(given) || given === UNKNOWN;

function componentOf(request: proto.ConstructRequest): RegisterResourceRequest {
  const registration = new RegisterResourceRequest()
    .setType(COMPONENT_TYPE)
    .setName(request.getName())
    .setParent(request.getParent())
    .setObject(new Struct())
    .setAcceptsecrets(true)
    .setSupportspartialvalues(true)
    .setAliasspecs(true)
    .setAliasesList(request.getAliasesList())
    .setDependenciesList(request.getDependenciesList())
    .setReplaceWithList(request.getReplaceWithList());
  const providers = registration.getProvidersMap();
  for (const [name, provider] of request.getProvidersMap().entries()) providers.set(name, provider);
  return handedDown(request, registration);
}

function policyOf(
  request: proto.ConstructRequest,
  { env, fields, parent }: { env: string; fields: Fields; parent: string },
): RegisterResourceRequest {
  const { aliases = [], ...inputs } = fields;
  const registration = new RegisterResourceRequest()
    .setType(RESOURCE)
    // An environment's id is unique in WeChat, so no prefix is needed.
    .setName(env)
    .setParent(parent)
    .setCustom(true)
    .setObject(Struct.fromJavaScript({ ...inputs, env }))
    .setVersion(schema.version)
    .setProvider(request.getProvidersMap().get(NAMESPACE) ?? "")
    .setAcceptsecrets(true)
    .setSupportspartialvalues(true)
    .setAliasspecs(true)
    .setAliasesList((aliases as string[]).map((urn) => new Alias().setUrn(urn)));
  const dependencies = registration.getPropertydependenciesMap();
  for (const [name, given] of request.getInputdependenciesMap().entries()) {
    const own = new RegisterResourceRequest.PropertyDependencies();
    dependencies.set(
      name === "environments" ? "apiWhitelist" : name,
      own.setUrnsList(given.getUrnsList()),
    );
  }
  return handedDown(request, registration);
}

/** The options of a component that its resources have as well. */
function handedDown(
  request: proto.ConstructRequest,
  registration: RegisterResourceRequest,
): RegisterResourceRequest {
  registration.setDeletedwith(request.getDeletedwith());
  if (request.hasProtect()) registration.setProtect(request.getProtect() === true);
  if (request.hasRetainondelete())
    registration.setRetainondelete(request.getRetainondelete() === true);
  return registration;
}
