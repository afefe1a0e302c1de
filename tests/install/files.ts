import type { Form } from "../support/user-program";
import { managers } from "./managers";
import type { Way } from "./ways";

/** The files of a way's project before its installation, by path below the top folder. */
export function filesOf(way: Way, tarball: string): Record<string, string> {
  const { manager, isWorkspace, form } = way;
  const folder = folderOf(way);
  return {
    ...managers[manager].files,
    ...(isWorkspace && {
      "package.json": json({ name: "everything", private: true, workspaces: ["packages/*"] }),
    }),
    [`${folder}/package.json`]: json(packageOf(way, tarball)),
    ...(isTypeScript(form) && {
      [`${folder}/tsconfig.json`]: json({
        compilerOptions: { target: "es2022", strict: true, ...resolutionOf(form) },
      }),
    }),
  };
}

const resolutionOf = (form: Form) =>
  isModule(form)
    ? { module: "nodenext", moduleResolution: "nodenext" }
    : { module: "commonjs", moduleResolution: "node" };

/** The program's folder, below the top folder. */
export const folderOf = ({ isWorkspace }: Way): string => (isWorkspace ? "packages/infra" : ".");

function packageOf({ form, sdk }: Way, tarball: string): object {
  return {
    name: "infra",
    // yarn 1 leaves a package without one out of its workspace.
    version: "1.0.0",
    private: true,
    ...(isModule(form) && { type: "module" }),
    dependencies: { "@pulumi/pulumi": sdk, "pulumi-wechat-cloudbase": `file:${tarball}` },
    ...(isTypeScript(form) && {
      devDependencies: {
        typescript: "^5",
        // What Pulumi's runner needs for a module in TypeScript.
        ...(isModule(form) && { "ts-node": "^10" }),
      },
    }),
  };
}

const isModule = (form: Form) => form.startsWith("ESM");
const isTypeScript = (form: Form) => form.endsWith("TypeScript");
const json = (content: object): string => JSON.stringify(content, undefined, 2);
