import { gzipSync } from "node:zlib";
import type { FaultEffects } from "../../emulator";
import type { PolicyState } from "../../provider/core/policy";
import { connected, created, ENV, failure } from "../support/connected";
import { loopback } from "../support/loopback";

/** A server that means harm, or is only broken. */
const TIMEOUT_MS = 300;
const environment = { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: `${TIMEOUT_MS}` };
const policy = '"errcode":0,"open":true,"api_whitelist":["/a"],"version":2';

const hostile: Record<string, FaultEffects> = {
  "a gzip bomb of 64 MiB": { gzipBomb: 64 * 1024 * 1024 },
  "a slow drip": { drip: { bytes: 1, everyMs: 50 } },
  "a prototype that says ok": { body: `{"__proto__":{${policy},"isPolluted":true}}` },
  "a version that JavaScript cannot hold": { body: `{${policy.replace(/2$/, "9".repeat(20))}}` },
  "an HTML page": { body: "<html><script>alert(1)</script></html>", contentType: "text/html" },
  "nothing at all": { body: "" },
  "half a JSON object": { body: `{${policy}` },
  "megabytes of words that steer a terminal": {
    errcode: 48001,
    errmsg: `\u001b]0;owned\u0007\u001b[2J\r\n\u202e${"x".repeat(900_000)}`,
  },
};
const cells = Object.entries(hostile).flatMap(([name, effects]) =>
  (["get", "set"] as const).map((action) => ({ name, effects, action })),
);

const live = ({ apiWhitelist, version }: PolicyState) => ({ apiWhitelist, version });

function expectHarmless(message: string, token: string): void {
  expect(message.length).toBeLessThan(1_000);
  // eslint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  expect(message).not.toContain(token);
  expect(message).not.toContain(encodeURIComponent(token));
  expect(({} as { isPolluted?: unknown }).isPolluted).toBeUndefined();
}

describe("a hostile server", () => {
  it.each(cells)(
    "gets one short line, or the truth, in time: $action, $name",
    async ({ effects, action }) => {
      const world = await connected({ environment });
      const state = await created(world);
      world.emulator.faults.add({ ...effects, on: { action }, times: Infinity });
      const startedAt = performance.now();

      const work = world.lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] });
      const [outcome] = await Promise.allSettled([work]);

      const requests = world.emulator.requests().length;
      expect(performance.now() - startedAt).toBeLessThan(requests * (TIMEOUT_MS + 500) + 1_000);
      expect(world.sent().applies).toBeLessThanOrEqual(1);
      // A set whose answer drips was carried out, and reading back shows it.
      if (outcome.status === "fulfilled")
        expect(world.emulator.policy(ENV)).toMatchObject(live(outcome.value));
      else expectHarmless((await failure(work)).message, world.token);
    },
  );

  it.each([301, 302, 303, 307, 308])(
    "that redirects with %i to another host sends that host nothing",
    async (status) => {
      const other = await loopback(() => ({ errcode: 0 }));
      const world = await connected({ environment });
      const state = await created(world);
      for (const action of ["get", "set"] as const) {
        const redirect = `${other.url}/stolen`;
        world.emulator.faults.add({ on: { action }, redirect, status });
        const { message } = await failure(
          world.lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] }),
        );
        expect(message).toContain(`HTTP ${status}`);
        expectHarmless(message, world.token);
      }
      expect([other.received.length, other.connections]).toEqual([0, 0]);
      expect(world.sent().applies).toBe(0);
    },
  );

  it.each([
    ["plain", (body: Buffer) => body, {}],
    ["gzip", gzipSync, { "content-encoding": "gzip" }],
  ] as const)(
    "that answers a policy of more than 1 MiB, %s, is refused",
    async (_encoding, encode, headers) => {
      const server = await loopback((_received, response) => {
        response.writeHead(200, headers);
        response.end(encode(Buffer.from(`{${policy}}${" ".repeat(1024 * 1024)}`)));
      });
      const world = await connected({
        environment: { WECHAT_CLOUDBASE_ENDPOINT: server.url },
      });
      const state = { env: ENV, apiWhitelist: ["/a"], open: true, version: 1, managesOpen: false };
      const { message } = await failure(world.lifecycle.read(state));
      expect(message).toContain("the answer was too large");
      expectHarmless(message, world.token);
    },
  );
});
