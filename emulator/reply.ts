/** An HTTP reply as data: faults change it before it is sent. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** The errcode inside the body, for the journal. */
  readonly errcode?: number;
}

/** The type that WeChat gives its JSON. */
export const jsonType = "application/json; charset=utf-8";

/** An answer of WeChat's API: HTTP 200 whatever the errcode. */
export function apiReply(fields: { readonly errcode: number; readonly errmsg: string }): Reply {
  return {
    status: 200,
    contentType: jsonType,
    body: JSON.stringify(fields),
    errcode: fields.errcode,
  };
}

/** Any other answer in JSON. */
export function jsonReply(status: number, value: unknown): Reply {
  return { status, contentType: jsonType, body: JSON.stringify(value) };
}

/** An answer in plain text. */
export function textReply(status: number, text: string): Reply {
  return { status, contentType: "text/plain; charset=utf-8", body: `${text}\n` };
}
