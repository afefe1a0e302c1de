import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal";

/** A request that has been received in full. */
export interface ApiRequest {
  /** Counts the emulator's requests from 1. */
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The body's text, `""` if there was none. */
  readonly text: string;
  /** The body's value, undefined if it is not JSON. */
  readonly json: unknown;
}

/** The most that a body may hold, in bytes (1 MiB); more answers 413. */
export const maxBodyBytes = 1_048_576;

/** The value of a text, undefined if it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** An object's fields, undefined for every other value: JSON's top level is an object here. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** The fields of a POST: 43002 for another method, 44002 without a body, 47001 for no JSON object. */
export function readPost({ method, text, json }: ApiRequest): Readonly<Record<string, unknown>> {
  if (method !== "POST") throw new Refusal(43002);
  if (text === "") throw new Refusal(44002);
  const fields = fieldsOf(json);
  if (fields === undefined) throw new Refusal(47001);
  return fields;
}

/** Whether a value is an array of strings, possibly empty. */
export function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Reads a body to its end: its text, or undefined if it holds more than {@link maxBodyBytes}. */
export async function receiveText(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The surplus is read and dropped: a client that is still writing would miss an early answer.
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks).toString("utf8");
}

/** Takes a message apart. The path is split off by hand: `new URL` throws on some of them. */
export function toApiRequest(message: IncomingMessage, id: number, text: string): ApiRequest {
  const [path = "", ...rest] = (message.url ?? "").split("?");
  return {
    id,
    method: message.method ?? "",
    path,
    query: new URLSearchParams(rest.join("?")),
    text,
    json: parseJson(text),
  };
}
