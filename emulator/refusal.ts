import { errcodes } from "./errcodes";

/** What an API handler throws to answer with an errcode: HTTP 200, `errcode`, `errmsg`, a rid. */
export class Refusal extends Error {
  constructor(
    readonly errcode: number,
    detail?: string,
  ) {
    const words = errcodes[errcode] ?? "error";
    super(detail === undefined ? words : `${words}: ${detail}`);
  }
}
