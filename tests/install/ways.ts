import { peerDependencies } from "../../package.json";
import { type Form, programs } from "../support/user-program";
import type { ManagerName } from "./managers";

/** One way to set up a user's project; versions are what the registry is asked for. */
export interface Way {
  manager: ManagerName;
  /** Whether the project is one of several packages of a workspace. */
  isWorkspace: boolean;
  form: Form;
  /** Of @pulumi/pulumi. */
  sdk: string;
  node: string;
}

const forms = Object.keys(programs) as Form[];
/** The oldest that the package says it supports. */
const oldest = `${/\d[\d.]*/.exec(peerDependencies["@pulumi/pulumi"])?.[0] ?? ""}.0`;
/** The last one for Node.js 20. */
const middle = "~3.248.0";
const newest = "latest";

const way = (
  manager: ManagerName,
  form: Form,
  [sdk, node]: readonly [string, string],
  isWorkspace = false,
): Way => ({ manager, isWorkspace, form, sdk, node });

const first = [oldest, "20"] as const;
const last = [newest, "24"] as const;
const others: ManagerName[] = ["pnpm", "yarn 1", "yarn 4"];

/** Each package manager with the oldest and the newest pair, and each form of a program with both too. */
export const ways: Way[] = [
  ...forms.map((form) => way("npm", form, first)),
  ...["22", "26"].map((node) => way("npm", "CommonJS", [newest, node])),
  ...forms.slice(1).map((form) => way("npm", form, last)),
  way("npm", "ESM", [middle, "20"], true),
  way("npm", "TypeScript", last, true),
  ...others.flatMap((manager) => [
    way(manager, "CommonJS", first),
    way(manager, "ESM TypeScript", last),
    way(manager, "TypeScript", [middle, "20"], true),
  ]),
  way("yarn 4 PnP", "CommonJS", [middle, "20"]),
  ...(["TypeScript", "CommonJS"] as const).map((form) => way("bun", form, [newest, "20"])),
];
