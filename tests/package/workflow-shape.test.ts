import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  steps?: Step[];
  environment?: string;
  strategy?: { matrix: object };
  "runs-on"?: string;
  uses?: string;
}

const workflow = (name: string) =>
  parse(readFileSync(join(__dirname, "../../.github/workflows", name), "utf8")) as {
    on: unknown;
    jobs: Record<string, Job>;
  };

/** What a job runs and where: its matrix, its environment, its commands, and whether a cache has a part in it. */
function shape({ steps = [], environment, strategy, uses, "runs-on": runsOn }: Job) {
  return {
    ...(uses !== undefined && { uses }),
    ...(runsOn !== undefined && { "runs-on": runsOn }),
    ...(environment !== undefined && { environment }),
    ...(strategy && { matrix: strategy.matrix }),
    run: steps.flatMap(({ run }) => (run === undefined ? [] : [run.trim().split("\n")[0]])),
    isCached: steps.some(
      (step) => step.with?.["cache"] !== undefined || /cache/.test(step.uses ?? ""),
    ),
  };
}

const shapes = (name: string) =>
  Object.fromEntries(Object.entries(workflow(name).jobs).map(([job, it]) => [job, shape(it)]));
const ubuntu = { "runs-on": "ubuntu-latest", isCached: false };

describe("ci.yml", () => {
  it("checks every pull request, and what is released, on each Node.js and with the real CLI", () => {
    expect(workflow("ci.yml").on).toEqual({
      pull_request: null,
      workflow_call: null,
      workflow_dispatch: null,
    });
    expect(shapes("ci.yml")).toEqual({
      test: { ...ubuntu, matrix: { node: [20, 22, 24] }, run: [".ci/run"], isCached: true },
      engine: {
        ...ubuntu,
        run: ["pulumi version", "npm ci", "npm run test:engine"],
        isCached: true,
      },
    });
  });

  it("takes the Node.js of the matrix", () => {
    const setUp = workflow("ci.yml").jobs["test"]?.steps?.find(({ uses }) =>
      /setup-node/.test(uses ?? ""),
    );
    expect(setUp?.with).toMatchObject({ "node-version": "${{ matrix.node }}" });
  });
});

describe("release.yml", () => {
  it("publishes from main only, in the environment npm, without install scripts or a cache", () => {
    expect(workflow("release.yml").on).toEqual({ push: { branches: ["main"] } });
    const installs = "npm ci --ignore-scripts";
    expect(shapes("release.yml")).toEqual({
      ci: { uses: "./.github/workflows/ci.yml", run: [], isCached: false },
      plan: { ...ubuntu, run: [installs, "npx tsx scripts/release-plan.ts"], isCached: true },
      version: { ...ubuntu, run: [installs] },
      publish: { ...ubuntu, environment: "npm", run: [installs, "commit=$GITHUB_SHA"] },
      "github-release": {
        ...ubuntu,
        run: [installs, "npm run build:plugin", expect.stringMatching(/^awk /)],
      },
    });
  });
});
