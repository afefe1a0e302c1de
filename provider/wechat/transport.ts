import { Agent as HttpAgent, type ClientRequest } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { TLSSocket } from "node:tls";
import axios, { type AxiosInstance, type AxiosProxyConfig } from "axios";
import { getProxyForUrl } from "proxy-from-env";

/** What came back, whatever its status: the body is the caller's to read. */
export interface HttpAnswer {
  status: number;
  text: string;
}

/** One POST of a JSON body. `query` holds the token and is known to nothing but this file. */
export interface HttpRequest {
  path: string;
  query: Readonly<Record<string, string>>;
  body: unknown;
  /** Bound on the whole request, the reply's last byte included. Milliseconds. */
  timeoutMs: number;
  /** Ends the request early. */
  signal: AbortSignal;
}

/** A request that got no answer. Holds no URL, no header and no axios object. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  constructor(
    /** Node's or axios' error code, e.g. `ECONNRESET`; `DEADLINE` if the time was up. */
    readonly code: string,
  ) {
    super(code);
  }
}

/** Sends requests to WeChat. The only user of axios. */
export interface Transport {
  /** Where the requests go, for messages. */
  readonly host: string;
  post(request: HttpRequest): Promise<HttpAnswer>;
  /** Closes the kept connections. */
  close(): void;
}

const MAX_BYTES = 1024 * 1024;

/**
 * A private axios instance with every option that matters set here: no redirect is followed (the
 * token would go along), at most 1 MiB either way, the body stays text, and connections are kept.
 * A proxy from HTTPS_PROXY is used for https, where it sees a host name and no more, and cannot answer
 * in WeChat's place.
 */
export function createTransport(endpoint: URL): Transport {
  const httpAgent = new HttpAgent({ keepAlive: true });
  const httpsAgent = new HttpsAgent({ keepAlive: true });
  const client = axios.create({
    baseURL: endpoint.origin + endpoint.pathname,
    allowAbsoluteUrls: false,
    maxRedirects: 0,
    maxContentLength: MAX_BYTES,
    maxBodyLength: MAX_BYTES,
    // Both bodies are texts: axios would parse them.
    transformRequest: [],
    transformResponse: [],
    validateStatus: null,
    httpAgent,
    httpsAgent,
    headers: { "Content-Type": "application/json; charset=utf-8", Accept: "application/json" },
    proxy: false,
  });
  return {
    host: endpoint.host,
    post: (request) => post(client, request, endpoint),
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/** The proxy for a URL, if the environment names one. axios would send an escaped password as it stands. */
function proxyFor(url: string): AxiosProxyConfig | undefined {
  const found = getProxyForUrl(url);
  if (found === "") return undefined;
  const { protocol, hostname, port, username, password } = new URL(found);
  const auth = { username: unescaped(username), password: unescaped(password) };
  return { protocol, host: hostname, port: Number(port), ...(username && { auth }) };
}

/** As curl reads a user and a password in a URL: a `%` that begins no escape is itself. */
const unescaped = (text: string) =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll("%", ""), "hex").toString(),
  );

async function post(
  client: AxiosInstance,
  { path, query, body, timeoutMs, signal }: HttpRequest,
  endpoint: URL,
): Promise<HttpAnswer> {
  const isHttps = endpoint.protocol === "https:";
  // axios' own timeout does not bound a reply that drips in after its headers.
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  const either = AbortSignal.any([signal, timeout]);
  // axios keeps no connection to a proxy, but would leave open one that still waits for its tunnel.
  const bounded = { keepAlive: false, signal: either };
  try {
    const proxy = isHttps && proxyFor(endpoint.href);
    const answer = await client.request<string>({
      method: "POST",
      url: path,
      params: query,
      data: JSON.stringify(body),
      signal: either,
      ...(proxy && { proxy, httpsAgent: new HttpsAgent(bounded) }),
    });
    const { status, data } = answer;
    // What came before the tunnel is the proxy's own: a refusal may be told, all else is forged.
    const { socket } = answer.request as ClientRequest;
    if (isHttps && status < 300 && !(socket instanceof TLSSocket))
      throw new TransportError("EPROTO");
    return { status, text: data };
  } catch (error) {
    if (timeout.aborted) throw new TransportError("DEADLINE");
    if (signal.aborted) throw new TransportError("CANCELLED");
    // Nothing of the original error may go along: the token is in its config, request and URL.
    const { code } = error as NodeJS.ErrnoException;
    throw new TransportError(code ?? "ERR_NETWORK");
  }
}
