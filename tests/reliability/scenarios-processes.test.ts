import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { type Call, isLinearizable, type Register } from "../support/cas-register";
import { ENV } from "../support/connected";

/** Real processes, each with the compiled package and nothing else in common. */
const PROCESSES = 8;
const ROUNDS = 4;
const initial: Register = { content: "/*", version: 1 };
const state = {
  env: ENV,
  apiWhitelist: [initial.content],
  open: true,
  version: initial.version,
  managesOpen: false,
};

/** Starts the writers, lets them go at once, and collects what each says that it did. */
async function writeAtOnce(emulator: Emulator): Promise<Call[]> {
  const token = emulator.issueToken();
  const names = Array.from({ length: PROCESSES }, (_, index) => `p${index}`);
  const writers = names.map(() =>
    fork(join(__dirname, "../support/writer.js"), {
      execArgv: [],
      env: {
        ...process.env,
        WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
        WECHAT_CLOUDBASE_ACCESS_TOKEN: token,
      },
    }),
  );
  try {
    await Promise.all(writers.map((writer) => once(writer, "message")));
    const histories = writers.map(async (writer, index) => {
      const answered = once(writer, "message");
      writer.send({ name: names[index], state, rounds: ROUNDS });
      const [{ history, error }] = (await answered) as [{ history?: Call[]; error?: string }];
      if (!history) throw new Error(`${names[index] ?? ""}: ${error ?? "no answer"}`);
      return history;
    });
    return (await Promise.all(histories)).flat();
  } finally {
    for (const writer of writers) writer.kill("SIGKILL");
  }
}

const applied = (emulator: Emulator): Register[] =>
  emulator
    .applies()
    .map(({ after }) => ({ content: after.apiWhitelist.join(), version: after.version }));

const registerOf = ({ content = "", version = 0 }: Call): Register => ({ content, version });

describe("eight processes that update one environment at once", () => {
  it.each(["current", "next", "account", "unchanged"] as const)(
    "see a linearizable history and lose no acknowledged write, version: %s",
    async (versionRule) => {
      const emulator = await startEmulator({ versionRule, latencyMs: 5 });
      try {
        const history = await writeAtOnce(emulator);
        const by = (outcome: Call["outcome"]) => history.filter((call) => call.outcome === outcome);
        const [written, maybe] = [by("written"), by("maybe")];

        // Each acknowledged write is there at its version, once; nothing else was applied.
        const applies = applied(emulator);
        for (const write of written) expect(applies).toContainEqual(registerOf(write));
        expect(new Set(applies.map(({ content }) => content)).size).toBe(applies.length);
        const intended = [...written, ...maybe].map(({ content }) => content);
        expect(intended).toEqual(expect.arrayContaining(applies.map(({ content }) => content)));
        expect(applies.map(({ version }) => version)).toEqual(applies.map((_, n) => n + 2));

        // They did get into each other's way: of the first writes exactly one went through.
        const first = history.filter(({ from }) => from === initial.content);
        expect(first.length).toBeGreaterThanOrEqual(PROCESSES);
        expect(emulator.applies().filter(({ before }) => before.version === 1)).toHaveLength(1);
        expect(by("refused").length).toBeGreaterThanOrEqual(PROCESSES - 1);

        expect(isLinearizable(history, initial)).toBe(true);
      } finally {
        await emulator.close();
      }
    },
  );
});

describe("the judge of these histories", () => {
  const call = (process: string, invoked: number, returned: number, rest: object): Call =>
    ({ process, invoked, returned, ...rest }) as Call;
  const a = { from: "/*", content: "/a", version: 2 };

  it.each<[string, boolean, Call[]]>([
    [
      "accepts a loser that was refused",
      true,
      [
        call("p", 0, 5, { outcome: "written", ...a }),
        call("q", 0, 6, { outcome: "refused", from: "/*", content: "/q" }),
      ],
    ],
    [
      "accepts that a write without an answer took effect after its process gave up",
      true,
      [
        call("p", 0, 1, { outcome: "maybe", from: "/*", content: "/a" }),
        call("q", 2, 3, { outcome: "read", content: "/*", version: 1 }),
        call("q", 4, 5, { outcome: "read", content: "/a", version: 2 }),
      ],
    ],
    [
      "rejects two acknowledged writes over the same content: one is lost",
      false,
      [
        call("p", 0, 5, { outcome: "written", ...a }),
        call("q", 0, 6, { outcome: "written", from: "/*", content: "/q", version: 3 }),
      ],
    ],
    [
      "rejects a read of what an acknowledged write had replaced before",
      false,
      [
        call("p", 0, 1, { outcome: "written", ...a }),
        call("q", 2, 3, { outcome: "read", content: "/*", version: 1 }),
      ],
    ],
    [
      "rejects a refusal where nothing was in the way",
      false,
      [call("q", 2, 3, { outcome: "refused", from: "/*", content: "/q" })],
    ],
  ])("%s", (_claim, isGood, history) => {
    expect(isLinearizable(history, initial)).toBe(isGood);
  });
});
