import type { ServerResponse } from "node:http";
import type { FaultEffects } from "./faults";
import type { Reply } from "./reply";

/** Waits so many milliseconds; rejects when the emulator is closed meanwhile. */
export type Pause = (ms: number) => Promise<void>;

async function sendSlowly(
  response: ServerResponse,
  body: Buffer,
  { bytes, everyMs }: NonNullable<FaultEffects["drip"]>,
  pause: Pause,
): Promise<void> {
  for (let sent = 0; sent < body.length && !response.destroyed; sent += Math.max(1, bytes)) {
    response.write(body.subarray(sent, sent + Math.max(1, bytes)));
    await pause(everyMs);
  }
  response.end();
}

/** Puts a reply on the wire, whole unless the fault cuts it (`truncate`) or slows it (`drip`). */
export async function send(
  response: ServerResponse,
  reply: Reply,
  fault: FaultEffects,
  pause: Pause,
): Promise<void> {
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, {
    "content-type": reply.contentType,
    "content-length": body.length,
    ...reply.headers,
  });
  if (fault.truncate === true) {
    response.write(body.subarray(0, Math.floor(body.length / 2)));
    response.socket?.destroySoon();
  } else if (fault.drip !== undefined) {
    await sendSlowly(response, body, fault.drip, pause);
  } else {
    response.end(body);
  }
}
