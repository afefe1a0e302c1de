import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { STATUS_CODES } from "node:http";
import { createGzip } from "node:zlib";
import { errcodes } from "./errcodes";
import type { FaultEffects } from "./faults";
import { apiReply, jsonType, type Reply } from "./reply";

const blockBytes = 65_536;

function* blanks(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(blockBytes, " ");
  for (let left = bytes; left > 0; left -= blockBytes) yield block.subarray(0, left);
}

async function bomb(bytes: number): Promise<Reply> {
  const body = await buffer(Readable.from(blanks(bytes)).pipe(createGzip()));
  return { status: 200, contentType: jsonType, body, headers: { "content-encoding": "gzip" } };
}

function redirection(location: string): Reply {
  return { status: 302, contentType: "text/html", body: "", headers: { location } };
}

function gatewayPage(status: number): Reply {
  const title = `${status} ${STATUS_CODES[status] ?? ""}`;
  return { status, contentType: "text/html", body: `<html><h1>${title}</h1></html>` };
}

/**
 * The reply that stands in for the real one, undefined if a fault has none. `rid` ends the words
 * of an errcode unless the fault brings its own.
 */
async function standIn(fault: FaultEffects, rid: string): Promise<Reply | undefined> {
  const { body, errcode, errmsg, gzipBomb, redirect, status } = fault;
  if (errcode !== undefined) {
    const words = errmsg ?? `${errcodes[errcode] ?? "error"} rid: ${rid}`;
    return apiReply({ errcode, errmsg: words });
  }
  if (body !== undefined) return { status: 200, contentType: jsonType, body };
  if (redirect !== undefined) return redirection(redirect);
  if (gzipBomb !== undefined) return bomb(gzipBomb);
  return status === undefined ? undefined : gatewayPage(status);
}

/** Whether the request is left unhandled, because its answer is not the real one. */
export function skipsHandling(fault: FaultEffects): boolean {
  const { apply = false, body, errcode, gzipBomb, hang = false, redirect, status } = fault;
  if (apply) return false;
  return hang || [body, errcode, gzipBomb, redirect, status].some((value) => value !== undefined);
}

/** The reply as the fault wants it; `real` is undefined if the request was left unhandled. */
export async function bendReply(
  real: Reply | undefined,
  fault: FaultEffects,
  rid: string,
): Promise<Reply> {
  const reply = (await standIn(fault, rid)) ?? real;
  if (reply === undefined) throw new Error("an unhandled request has no reply");
  const { contentType = reply.contentType, status = reply.status } = fault;
  return { ...reply, contentType, status };
}
