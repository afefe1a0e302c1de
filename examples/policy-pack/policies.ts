import type {
  EnforcementLevel,
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
} from "@pulumi/policy";

/** The types of the dynamic resource and of the plugin's; components and other resources are left alone. */
export const types: readonly string[] = [
  "pulumi-nodejs:dynamic/wechat-cloudbase:CloudAccessTokenPolicy",
  "wechat-cloudbase:index:CloudAccessTokenPolicy",
];

/** The inputs that the rules read, as the provider has checked them. */
interface Inputs {
  env: string;
  authorizerAppId?: string;
  apiWhitelist: string[];
  restoreTo?: string[];
  open?: boolean;
}

/**
 * Runs a rule on the resources that it is for. Rules answer with what is wrong, and repeat no input in it:
 * an input may be a secret. An input that a preview cannot know ends the rule; Pulumi says so, and `up` runs it again
 * before anything is written.
 */
const when =
  (rule: (inputs: Inputs, args: ResourceValidationArgs) => string | undefined) =>
  (args: ResourceValidationArgs, report: ReportViolation): void => {
    if (!types.includes(args.type)) return;
    const problem = rule(args.props as Inputs, args);
    if (problem !== undefined) report(problem);
  };

/** `urn:pulumi:<stack>::…` */
const stackOf = (urn: string) => urn.split(":")[2] ?? "";

const productionConfig: PolicyConfigSchema = {
  properties: {
    productionStacks: {
      type: "array",
      items: { type: "string" },
      default: ["production", "prod"],
      description: "Names of the stacks that are production.",
    },
  },
};

function noWildcard(
  name: string,
  enforcementLevel: EnforcementLevel,
  isForProduction: boolean,
): ResourceValidationPolicy {
  return {
    name,
    enforcementLevel,
    description: "A whitelist names its paths, the one that destroy puts back too.",
    configSchema: productionConfig,
    validateResource: when((inputs, args) => {
      const { productionStacks } = args.getConfig<{ productionStacks: string[] }>();
      if (productionStacks.includes(stackOf(args.urn)) !== isForProduction) return undefined;
      // Whatever onDelete is: else a change of it alone would make such a list count.
      const wide = (["apiWhitelist", "restoreTo"] as const).filter((name) =>
        inputs[name]?.some((path) => path.includes("*")),
      );
      return wide.length > 0
        ? `An entry with * in ${wide.join(" and ")} opens more than it names. List the paths that are called.`
        : undefined;
    }),
  };
}

const atMostEntries: ResourceValidationPolicy = {
  name: "at-most-entries",
  enforcementLevel: "mandatory",
  description: "A whitelist is short enough to be read in a review.",
  configSchema: {
    properties: {
      max: {
        type: "integer",
        minimum: 0,
        default: 20,
        description: "How many paths one environment may have.",
      },
    },
  },
  validateResource: when(({ apiWhitelist: { length } }, args) => {
    const { max } = args.getConfig<{ max: number }>();
    return length > max
      ? `apiWhitelist has ${length} entries; at most ${max} are allowed.`
      : undefined;
  }),
};

const closedWithReason: ResourceValidationPolicy = {
  name: "closed-with-reason",
  enforcementLevel: "mandatory",
  description:
    "open: false takes the token from all environments of the account: somebody says why.",
  configSchema: {
    properties: {
      reasons: {
        type: "object",
        additionalProperties: { type: "string" },
        default: {},
        description: "Why the switch is closed, by the environment's id.",
      },
    },
  },
  validateResource: when((inputs, args) => {
    if (inputs.open !== false) return undefined;
    const { env } = inputs;
    const { reasons } = args.getConfig<{ reasons: Record<string, string> }>();
    return !Object.hasOwn(reasons, env) || reasons[env]?.trim() === ""
      ? "open: false closes the whole account. Write why into the policy pack's configuration: reasons, under the environment's id."
      : undefined;
  }),
};

/** What the pack serves. */
export const policies = [
  noWildcard("no-wildcard-in-production", "mandatory", true),
  noWildcard("no-wildcard", "advisory", false),
  atMostEntries,
  closedWithReason,
];
