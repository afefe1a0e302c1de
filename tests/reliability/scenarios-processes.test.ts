import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { type Call, isLinearizable, type Register } from "../support/cas-register";
import { closeAfterTest, ENV } from "../support/connected";

/** Real processes, which share nothing but the compiled package. */
const PROCESSES = 8;
const ROUNDS = 4;
const initial: Register = { content: "/*", version: 1 };
const live = { apiWhitelist: [initial.content], open: true, version: 1 };
const state = { env: ENV, ...live, managesOpen: false };

/** Starts the writers, has them begin at once, and returns what each reports. */
async function writeAtOnce(emulator: Emulator): Promise<Call[]> {
  const token = emulator.issueToken();
  const names = Array.from({ length: PROCESSES }, (_, index) => `p${index}`);
  const endpoint = {
    WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: token,
  };
  const options = { execArgv: [], env: { ...process.env, ...endpoint } };
  const writers = names.map(() => fork(join(__dirname, "../support/writer.js"), options));
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

describe("eight processes that update one environment at once", () => {
  it.each(["current", "next", "account", "unchanged"] as const)(
    "see a linearizable history and lose no acknowledged write, version: %s",
    async (versionRule) => {
      const emulator = closeAfterTest(await startEmulator({ versionRule, latencyMs: 5 }));
      const history = await writeAtOnce(emulator);
      const by = (...outcomes: Call["outcome"][]) =>
        history.filter(({ outcome }) => outcomes.includes(outcome));

      // Each acknowledged write is there at its version, once; nothing else was applied.
      const applies = emulator.applies().map(({ after: { apiWhitelist, version } }) => {
        return { content: apiWhitelist.join(), version };
      });
      const contents = applies.map(({ content }) => content);
      for (const { content, version } of by("written"))
        expect(applies).toContainEqual({ content, version });
      expect(new Set(contents).size).toBe(applies.length);
      const intended = by("written", "maybe").map(({ content }) => content);
      expect(intended).toEqual(expect.arrayContaining(contents));
      expect(applies.map(({ version }) => version)).toEqual(applies.map((_, n) => n + 2));

      // The processes did get into each other's way: of the first writes exactly one went through.
      const first = history.filter(({ from }) => from === initial.content);
      expect(first.length).toBeGreaterThanOrEqual(PROCESSES);
      expect(emulator.applies().filter(({ before }) => before.version === 1)).toHaveLength(1);
      expect(by("refused").length).toBeGreaterThanOrEqual(PROCESSES - 1);

      expect(isLinearizable(history, initial)).toBe(true);
    },
  );
});

describe("the judge of these histories", () => {
  const call = (process: string, invoked: number, returned: number, rest: object) =>
    ({ process, invoked, returned, from: "/*", ...rest }) as Call;
  const written = (returned: number) =>
    call("p", 0, returned, { outcome: "written", content: "/a", version: 2 });
  const refused = { outcome: "refused", content: "/q" };
  const old = { outcome: "read", content: "/*", version: 1 };
  const fresh = { outcome: "read", content: "/a", version: 2 };
  const maybe = call("p", 0, 1, { outcome: "maybe", content: "/a" });
  const second = call("q", 0, 6, { outcome: "written", content: "/q", version: 3 });

  const late = [maybe, call("q", 2, 3, old), call("q", 4, 5, fresh)];

  it.each<[string, boolean, Call[]]>([
    ["accepts a loser that was refused", true, [written(5), call("q", 0, 6, refused)]],
    ["accepts that an unanswered write takes effect later", true, late],
    ["rejects two acknowledged writes over the same content", false, [written(5), second]],
    ["rejects a read of what had been replaced before", false, [written(1), call("q", 2, 3, old)]],
    ["rejects a refusal if nothing was in the way", false, [call("q", 2, 3, refused)]],
  ])("%s", (_claim, isGood, history) => {
    expect(isLinearizable(history, initial)).toBe(isGood);
  });
});
