import type { AccountPolicy, Policy } from "./accounts";
import type { FaultScript } from "./faults";
import type { JournalEntry } from "./journal";
import { jsonReply, type Reply } from "./reply";
import { fieldsOf, isStringList, type ApiRequest } from "./request";

/** What other processes may do over HTTP; neither journalled nor met by faults. */
interface Controls {
  editInConsole(env: string, content: Partial<Omit<Policy, "version">>): void;
  readonly faults: FaultScript;
  readonly journal: readonly JournalEntry[];
  policy(env: string): AccountPolicy;
}

type Control = (request: ApiRequest, emulator: Controls) => unknown;

/** Where the control routes live, apart from everything of WeChat's. */
export const controlPrefix = "/_emulator/";

function given<T>(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  is: (value: unknown) => value is T,
): T | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (!is(value)) throw new Error(`${name} has the wrong type`);
  return value;
}

const isString = (value: unknown): value is string => typeof value === "string";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

function fieldsIn({ json }: ApiRequest): Readonly<Record<string, unknown>> {
  const fields = fieldsOf(json);
  if (fields === undefined) throw new Error("the body must be a JSON object");
  return fields;
}

function editInConsole(request: ApiRequest, emulator: Controls): unknown {
  const fields = fieldsIn(request);
  const env = given(fields, "env", isString) ?? "";
  const apiWhitelist = given(fields, "apiWhitelist", isStringList);
  const open = given(fields, "open", isBoolean);
  emulator.editInConsole(env, {
    ...(apiWhitelist !== undefined && { apiWhitelist }),
    ...(open !== undefined && { open }),
  });
  return emulator.policy(env);
}

function addFault(request: ApiRequest, emulator: Controls): unknown {
  const fields = fieldsIn(request);
  // JSON has no Infinity; as a string it can be said.
  const times = fields.times === "Infinity" ? { times: Infinity } : {};
  emulator.faults.add({ ...fields, ...times });
  return {};
}

const controls = new Map<string, Control>([
  ["POST console", editInConsole],
  ["GET journal", (_request, emulator) => emulator.journal],
  ["GET policy", ({ query }, emulator) => emulator.policy(query.get("env") ?? "")],
  ["POST faults", addFault],
  [
    "DELETE faults",
    (_request, emulator) => {
      emulator.faults.clear();
      return {};
    },
  ],
]);

/** Answers a control request: 200 with JSON, 404 for an unknown route, 400 with the reason. */
export function control(request: ApiRequest, emulator: Controls): Reply {
  const route = controls.get(`${request.method} ${request.path.slice(controlPrefix.length)}`);
  if (route === undefined) return lineReply(404, { error: "no such control route" });
  try {
    return lineReply(200, route(request, emulator));
  } catch (error) {
    return lineReply(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** JSON as a line of its own: it is read in terminals. */
function lineReply(status: number, value: unknown): Reply {
  const reply = jsonReply(status, value);
  return { ...reply, body: `${String(reply.body)}\n` };
}
