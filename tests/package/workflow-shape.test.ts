import { type Job, workflow } from "./workflows";

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
      test: {
        ...ubuntu,
        matrix: { node: [20, 22, 24] },
        run: ['for file in $(type -aP pulumi); do sudo rm -f "$file"; done', ".ci/run"],
        isCached: true,
      },
      engine: {
        ...ubuntu,
        run: ["pulumi version", "npm ci", "npm run test:all"],
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
      pack: { ...ubuntu, run: [installs, 'npm pkg set "gitHead=$GITHUB_SHA"', "npm pack"] },
      publish: { ...ubuntu, environment: "npm", run: ["commit=$GITHUB_SHA"] },
      "github-release": {
        ...ubuntu,
        run: [installs, "npm run build -- --archive", expect.stringMatching(/^awk /)],
      },
    });
  });
});
