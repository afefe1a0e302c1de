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
const fetched = async (file: string, deadline = within()) => sourceOf(file).fetch("", deadline);
const problemOf = async (file: string, deadline = within()) =>
  (await apiFailure(fetched(file, deadline))).problem;

/** A new file that holds this. */
function fileWith(text: string): string {
  const file = join(temporaryFolder(), "token");
  writeFileSync(file, text);
  return file;
}
function pipe(): string {
  const file = join(temporaryFolder(), "pipe");
  execFileSync("mkfifo", [file]);
  return file;
}
/** A client that has its tokens from this file. */
const connectedWithFile = (file: string) =>
  connected({
    environment: {
      WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
      WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE: file,
    },
  });

afterEach(() => jest.restoreAllMocks());

describe("a file", () => {
  it("is read again whenever a token is needed", async () => {
    const file = fileWith("\n first \n");
    const source = sourceOf(file);
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
    ["is not there", () => join(temporaryFolder(), "none"), "cannot be read: ENOENT"],
    ["never ends", () => "/dev/zero", "is no regular file"],
    ["is a pipe that nobody writes to", pipe, "is no regular file"],
    ["is a folder", temporaryFolder, "is no regular file"],
    ["holds more than 64 KiB", () => fileWith("x".repeat(65_537)), "holds more than a token"],
    ["has an impossible name", () => "/a\0b", "cannot be read: ERR_INVALID_ARG_VALUE"],
  ])("that %s is named with the reason", async (_what, fileOf, reason) => {
    const file = fileOf();
    expect(await problemOf(file)).toStrictEqual({
      failure: "auth",
      summary: `no access token from the accessTokenFile: ${file} ${reason}`,
      remedy: "Look at it on this machine",
    });
  });

  it("may hold 64 KiB", async () => {
    expect((await fetched(fileWith("x".repeat(65_536)))).token).toHaveLength(65_536);
  });

  it("that is empty while it is written anew is read once more", async () => {
    const file = fileWith("");
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

  it.each([
    [10_000, 2],
    [500, 1],
  ])("that stays empty gives nothing: within %i ms, it is read %i times", async (ms, reads) => {
    const read = jest.spyOn(fs, "readFile");
    expect((await fetched(fileWith(""), within(ms))).token).toBe("");
    expect(read).toHaveBeenCalledTimes(reads);
  });
});

describe("a file on a file system that hangs", () => {
  const never = () => new Promise<never>(() => undefined);

  it.each(["stat", "readFile"] as const)("holds %s no longer than the deadline", async (call) => {
    const file = fileWith("T0KEN");
    jest.spyOn(fs, call).mockImplementation(never);
    expect(await problemOf(file, within(20))).toStrictEqual({
      failure: "auth",
      summary: `no access token from the accessTokenFile: ${file} could not be read in time`,
      remedy: "Look at it on this machine",
    });
  });

  it("holds a second read no longer than the deadline", async () => {
    const file = fileWith("");
    jest.spyOn(fs, "readFile").mockResolvedValueOnce("").mockImplementation(never);
    const { summary } = await problemOf(file, within(520));
    expect(summary).toContain(`${file} could not be read in time`);
    expect(fs.readFile).toHaveBeenCalledTimes(2);
  }, 20_000);

  it("is named to all who wait for it", async () => {
    const { client, emulator, clock } = await connectedWithFile("/tokens/wechat");
    jest.spyOn(fs, "stat").mockImplementation(never);
    const both = [60, 60].map((ms) => client.api.get({ env: ENV }, new Deadline(clock, ms)));
    for (const get of both) {
      const { summary } = (await apiFailure(get)).problem;
      expect(summary).toContain("/tokens/wechat could not be read in time");
    }
    expect(emulator.journal).toEqual([]);
  });

  it("holds a cancelled operation no longer", async () => {
    jest.spyOn(fs, "stat").mockImplementation(never);
    const cancelled = within(10_000, AbortSignal.timeout(20));
    const summary = "CANCELLED: cancelled";
    expect(await problemOf("token", cancelled)).toMatchObject({ failure: "transient", summary });
  });
});
