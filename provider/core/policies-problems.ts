/** The inputs of a CloudAccessTokenPolicies. */
export const componentInputs = [
  "authorizerAppId",
  "open",
  "onConflict",
  "onDelete",
  "environments",
] as const;
/** What an environment of it has, if that is more than its paths. */
export const environmentInputs = [
  "apiWhitelist",
  "onConflict",
  "onDelete",
  "restoreTo",
  "aliases",
] as const;

/** Whether an environment is given by its paths alone, be they known or not. */
export type IsPaths = (given: unknown) => boolean;

/**
 * What is wrong with a component's arguments, each with the property's name in front. Whether the
 * values are right is left to the check of each policy.
 */
export function policiesProblems(args: unknown, isPaths: IsPaths): string[] {
  const isPlain = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !isPaths(value);
  const environmentProblems = (env: string, given: unknown): string[] => {
    const property = `environments[${JSON.stringify(env)}]`;
    // The first cannot name a resource, the second is no key of a plain object.
    if (env === "" || env === "__proto__") return [`${property} is not an environment's id`];
    if (isPaths(given)) return [];
    if (isPlain(given)) return unknownInputs(`${property}.`, given, environmentInputs);
    return [`${property} must be a list of paths, or an object with apiWhitelist`];
  };
  if (!isPlain(args)) return ["the arguments must be an object"];
  const { environments } = args;
  return [
    ...unknownInputs("", args, componentInputs),
    ...(isPlain(environments) && Object.keys(environments).length > 0
      ? Object.entries(environments).flatMap(([env, given]) => environmentProblems(env, given))
      : ["environments must be an object with the paths of at least one environment, by its id"]),
  ];
}

function unknownInputs(prefix: string, given: object, known: readonly string[]): string[] {
  return Object.entries(given)
    .filter(([key, value]) => value !== undefined && value !== null && !known.includes(key))
    .map(([key]) =>
      key === "open"
        ? `${prefix}open is the whole account's switch: give it beside environments`
        : `${prefix}${key} is not an input; use one of ${known.join(", ")}`,
    );
}
