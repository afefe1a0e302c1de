/** A package manager: where it is from, and what it wants in a project. */
interface Manager {
  /** What npm installs to have it; npm itself is there. */
  spec?: string;
  command: string;
  /** Of `install`. */
  options?: string[];
  /** Files in the top folder. */
  files?: Record<string, string>;
  /** On top of the environment; `cache` is a folder that nothing else uses. */
  env?: (cache: string) => Record<string, string>;
  /** What each process of Node.js must load first, from the top folder. */
  loader?: string;
}

/** Bun is the runtime of the program too. */
export type ManagerName = "npm" | "bun" | "pnpm" | "yarn 1" | "yarn 4" | "yarn 4 PnP";

const yarn4 = (linker: "node-modules" | "pnp"): Manager => ({
  spec: "@yarnpkg/cli-dist@4",
  command: "yarn",
  files: {
    // The matrix looks that nothing from outside the project runs; PnP leaves packages in the cache.
    ".yarnrc.yml": `nodeLinker: ${linker}\nenableGlobalCache: ${linker !== "pnp"}\n`,
    // Without a lock file of its own it would look for a project further up.
    "yarn.lock": "",
  },
  env: (cache) => ({
    YARN_GLOBAL_FOLDER: cache,
    // On CI it refuses to write a lock file.
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
    YARN_ENABLE_TELEMETRY: "false",
  }),
  ...(linker === "pnp" && { loader: ".pnp.cjs" }),
});

export const managers: Record<ManagerName, Manager> = {
  npm: { command: "npm" },
  bun: {
    spec: "bun@1",
    command: "bun",
    files: { "bunfig.toml": 'preload = ["./recorder.cjs"]\n' },
    env: (cache) => ({ BUN_INSTALL_CACHE_DIR: cache }),
  },
  pnpm: {
    spec: "pnpm@latest",
    command: "pnpm",
    // It fails until somebody decides on the install script of protobufjs, which Pulumi's SDK brings.
    files: {
      "pnpm-workspace.yaml": "packages:\n  - packages/*\nallowBuilds:\n  protobufjs: false\n",
    },
    env: (cache) => ({ PNPM_CONFIG_STORE_DIR: cache }),
  },
  "yarn 1": {
    spec: "yarn@1",
    command: "yarn",
    options: ["--non-interactive"],
    env: (cache) => ({ YARN_CACHE_FOLDER: cache }),
  },
  "yarn 4": yarn4("node-modules"),
  "yarn 4 PnP": yarn4("pnp"),
};
