import { peerDependencies } from "../../package.json";
import type { Form } from "../support/user-program";
import type { ManagerName } from "./managers";

/** One way to set up a user's project; versions are what the registry is asked for. */
export interface Way {
  manager: ManagerName;
  /** Whether the project is one of several packages of a workspace. */
  isWorkspace: boolean;
  form: Form;
  /** Of @pulumi/pulumi. */
  sdk: string;
  /** Major version. */
  node: string;
}

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

/** Each package manager with the oldest and the newest pair, and each form of a program with both too. */
export const ways: Way[] = [
  way("npm", "CommonJS", [oldest, "20"]),
  way("npm", "TypeScript", [oldest, "20"]),
  way("npm", "ESM", [oldest, "20"]),
  way("npm", "ESM TypeScript", [oldest, "20"]),
  way("npm", "CommonJS", [newest, "22"]),
  way("npm", "TypeScript", [newest, "24"]),
  way("npm", "ESM", [newest, "24"]),
  way("npm", "ESM TypeScript", [newest, "24"]),
  way("npm", "ESM", [middle, "20"], true),
  way("npm", "TypeScript", [newest, "24"], true),
  way("pnpm", "CommonJS", [oldest, "20"]),
  way("pnpm", "ESM TypeScript", [newest, "24"]),
  way("pnpm", "TypeScript", [middle, "20"], true),
  way("yarn 1", "CommonJS", [oldest, "20"]),
  way("yarn 1", "ESM TypeScript", [newest, "24"]),
  way("yarn 1", "TypeScript", [middle, "20"], true),
  way("yarn 4", "CommonJS", [oldest, "20"]),
  way("yarn 4", "ESM TypeScript", [newest, "24"]),
  way("yarn 4", "TypeScript", [middle, "20"], true),
  way("yarn 4 PnP", "CommonJS", [middle, "20"]),
];
