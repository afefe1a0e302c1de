import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { join } from "node:path";
import { Deadline } from "../../provider/core/timing";
import { createTokenSource } from "../../provider/wechat/token-source";
import { FakeClock } from "../support/fake-clock";
import { temporaryFolder } from "../support/token-command";
import { client, problemOf, within } from "./calls";

const sourceOf = (value: string) =>
  createTokenSource({ key: "accessTokenFile", name: "F", value, isFromConfiguration: false }, {});
const fetched = (file: string, deadline = within()) => sourceOf(file).fetch("", deadline);

const newFile = () => join(temporaryFolder(), "token");
function fileWith(text: string): string {
  const file = newFile();
  writeFileSync(file, text);
  return file;
}
function pipe(): string {
  const file = newFile();
  execFileSync("mkfifo", [file]);
  return file;
}
const problem = (file: string, reason: string) => ({
  failure: "auth",
  summary: `no access token from F: ${file} ${reason}`,
  remedy: "Look at it on this machine",
});

afterEach(() => jest.restoreAllMocks());

it("a file is read again whenever a token is needed", async () => {
  const file = fileWith("\n first \n");
  const [source, clock] = [sourceOf(file), new FakeClock()];
  const deadline = new Deadline(clock, 10_000);
  expect(await source.fetch("", deadline)).toStrictEqual({ token: "first", ttlMs: 0 });
  writeFileSync(file, "second");
  expect(await source.fetch("", deadline)).toStrictEqual({ token: "second", ttlMs: 0 });
  expect(clock.sleeps).toEqual([]);
  const remedy = `Whatever writes ${file} must write a fresh token`;
  expect(source).toMatchObject({ name: "F", isSingleAccount: true, remedy });
});

it.each([
  ["is not there", newFile, "cannot be read: ENOENT"],
  ["never ends", () => "/dev/zero", "is no regular file"],
  ["is a pipe that nobody writes to", pipe, "is no regular file"],
  ["is a folder", temporaryFolder, "is no regular file"],
  ["holds more than 64 KiB", () => fileWith("x".repeat(65_537)), "holds more than a token"],
  ["has an impossible name", () => "/a\0b", "cannot be read: ERR_INVALID_ARG_VALUE"],
])("a file that %s is named with the reason", async (_what, fileOf, reason) => {
  const file = fileOf();
  expect(await problemOf(fetched(file))).toStrictEqual(problem(file, reason));
});

it("a file may hold 64 KiB", async () => {
  expect((await fetched(fileWith("x".repeat(65_536)))).token).toHaveLength(65_536);
});

it.each([
  ["is read once more", 5_000, "T0KEN", "T0KEN", [500]],
  ["is read no more than once more", 5_000, "", "", [500]],
  ["is not read again without time for it", 500, "T0KEN", "", []],
])("a file that is empty %s, within %i ms", async (_what, ms, text, token, sleeps) => {
  const clock = new FakeClock();
  jest.spyOn(fs, "readFile").mockResolvedValueOnce("\n");
  expect((await fetched(fileWith(text), new Deadline(clock, ms))).token).toBe(token);
  expect(clock.sleeps).toEqual(sleeps);
});

describe("a file on a file system that hangs", () => {
  const never = () => new Promise<never>(() => undefined);

  it.each([
    ["stat", 20],
    ["readFile", 20],
    ["readFile", 520],
  ] as const)("holds %s no longer than the deadline of %i ms", async (call, ms) => {
    const file = fileWith("T0KEN");
    const hanging = jest.spyOn(fs, call);
    if (ms > 500) hanging.mockResolvedValueOnce("");
    hanging.mockImplementation(never);
    const late = problem(file, "could not be read in time");
    expect(await problemOf(fetched(file, within(ms)))).toStrictEqual(late);
  });

  it("is named to all who wait for it", async () => {
    const environment = {
      WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
      WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE: "/tokens/wechat",
    };
    const { getProblem, emulator } = await client({ environment });
    jest.spyOn(fs, "stat").mockImplementation(never);
    for (const { summary } of await Promise.all([60, 60].map((ms) => getProblem(undefined, ms))))
      expect(summary).toContain("/tokens/wechat could not be read in time");
    expect(emulator.journal).toEqual([]);
  });
});
