import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { join } from "node:path";
import { Deadline } from "../../provider/core/timing";
import { createTokenSource } from "../../provider/wechat/token-source";
import { apiFailure, connected, created, ENV } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import { temporaryFolder } from "../support/token-command";

const within = (timeoutMs = 10_000, signal?: AbortSignal) =>
  new Deadline(new FakeClock(), timeoutMs, signal);
const sourceOf = (value: string) =>
  createTokenSource(
    { key: "accessTokenFile", name: "the accessTokenFile", value, isFromConfiguration: false },
    {},
  );
/** A client that has its tokens from a file. */
const connectedWithFile = (file: string) =>
  connected({
    environment: {
      WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
      WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE: file,
    },
  });

const pipeIn = (folder: string) => {
  execFileSync("mkfifo", [join(folder, "pipe")]);
  return join(folder, "pipe");
};
const bigFileIn = (folder: string) => {
  writeFileSync(join(folder, "big"), "x".repeat(65_537));
  return join(folder, "big");
};

describe("a file", () => {
  it("is read again whenever a token is needed", async () => {
    const file = join(temporaryFolder(), "token");
    const source = sourceOf(file);
    writeFileSync(file, "\n first \n");
    expect(await source.fetch("", within())).toStrictEqual({ token: "first", ttlMs: 0 });
    writeFileSync(file, "second");
    expect(await source.fetch("", within())).toStrictEqual({ token: "second", ttlMs: 0 });
    expect(source).toMatchObject({
      name: "the accessTokenFile",
      isSingleAccount: true,
      remedy: `Whatever writes ${file} must write a fresh token`,
    });
  });

  it.each([
    ["is not there", (folder: string) => join(folder, "none"), "cannot be read: ENOENT"],
    ["never ends", () => "/dev/zero", "is no regular file"],
    ["is a pipe that nobody writes to", pipeIn, "is no regular file"],
    ["holds more than a token", bigFileIn, "holds more than a token"],
    ["is a folder", (folder: string) => folder, "is no regular file"],
  ])("that %s is named with the reason", async (_what, pathIn, reason) => {
    const path = pathIn(temporaryFolder());
    const source = sourceOf(path);
    expect((await apiFailure(source.fetch("", within()))).problem).toStrictEqual({
      failure: "auth",
      summary: `no access token from the accessTokenFile: ${path} ${reason}`,
      remedy: "Look at it on this machine",
    });
  });

  it("may hold 64 KiB", async () => {
    const path = join(temporaryFolder(), "token");
    writeFileSync(path, "x".repeat(65_536));
    expect((await sourceOf(path).fetch("", within())).token).toHaveLength(65_536);
  });

  it("whose very name is impossible is an error like any other", async () => {
    const source = sourceOf("a\u0000b");
    expect((await apiFailure(source.fetch("", within()))).problem.failure).toBe("auth");
  });

  it("that is just being written anew is read once more", async () => {
    const file = join(temporaryFolder(), "token");
    const world = await connectedWithFile(file);
    const token = world.emulator.issueToken();
    writeFileSync(file, token);
    const state = await created(world);
    writeFileSync(file, "\n");
    const sleep = jest.spyOn(world.clock, "sleep").mockImplementationOnce(() => {
      writeFileSync(file, token);
      return Promise.resolve();
    });

    await world.lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] });

    expect(world.sent()).toMatchObject({ applies: 1 });
    expect(sleep).toHaveBeenCalledTimes(1);
  });

  it("that stays empty gives nothing, after one more look where there is time for it", async () => {
    const file = join(temporaryFolder(), "token");
    writeFileSync(file, "");
    const read = jest.spyOn(fs, "readFile");
    for (const [timeoutMs, reads] of [
      [10_000, 2],
      [500, 1],
    ] as const) {
      read.mockClear();
      expect((await sourceOf(file).fetch("", within(timeoutMs))).token).toBe("");
      expect(read).toHaveBeenCalledTimes(reads);
    }
    read.mockRestore();
  });
});

describe("a file on a file system that hangs", () => {
  const never = () => new Promise<never>(() => undefined);
  afterEach(() => jest.restoreAllMocks());

  it.each(["stat", "readFile"] as const)(
    "is not waited for beyond the deadline: %s",
    async (call) => {
      const file = join(temporaryFolder(), "token");
      writeFileSync(file, "T0KEN");
      jest.spyOn(fs, call).mockImplementation(never);

      expect((await apiFailure(sourceOf(file).fetch("", within(20)))).problem).toStrictEqual({
        failure: "auth",
        summary: `no access token from the accessTokenFile: ${file} could not be read in time`,
        remedy: "Look at it on this machine",
      });
    },
  );

  it("is not waited for beyond the deadline when an empty one is read once more", async () => {
    const file = join(temporaryFolder(), "token");
    writeFileSync(file, "");
    jest.spyOn(fs, "readFile").mockResolvedValueOnce("").mockImplementation(never);

    const { summary } = (await apiFailure(sourceOf(file).fetch("", within(520)))).problem;
    expect(summary).toContain(`${file} could not be read in time`);
    expect(fs.readFile).toHaveBeenCalledTimes(2);
  }, 20_000);

  it("is named to all who wait for it", async () => {
    const file = join(temporaryFolder(), "token");
    jest.spyOn(fs, "stat").mockImplementation(never);
    const { client, emulator, clock } = await connectedWithFile(file);
    const both = [60, 60].map((ms) => client.api.get({ env: ENV }, new Deadline(clock, ms)));

    for (const get of both) {
      const { summary } = (await apiFailure(get)).problem;
      expect(summary).toContain(`${file} could not be read in time`);
    }
    expect(emulator.journal).toEqual([]);
  });

  it("is given up when the operation is cancelled", async () => {
    jest.spyOn(fs, "stat").mockImplementation(never);
    const cancelled = within(10_000, AbortSignal.timeout(20));
    expect((await apiFailure(sourceOf("token").fetch("", cancelled))).problem).toMatchObject({
      failure: "transient",
      summary: "CANCELLED: cancelled",
    });
  });
});
