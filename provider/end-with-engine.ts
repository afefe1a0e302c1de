import { connect } from "node:http2";

/** How long to wait before looking whether a connection that broke means that the engine is gone. */
const AGAIN_MS = 250;

/**
 * Calls back once, when the engine that started this process is gone: killed, it cannot tell. A
 * connection is held to the address where it listens (gRPC, so HTTP/2); where that breaks and no other
 * can be made, nobody is there to store what is still being written. Says nothing of an engine that
 * was never reached.
 */
export function whenEngineEnds(address: string | undefined, ended: () => void): void {
  if (address === undefined || !/^[\w.]+:\d+$/.test(address)) return;
  hold(address, true, ended);
}

function hold(address: string, isFirst: boolean, ended: () => void): void {
  let isEngine = false;
  const session = connect(`http://${address}`);
  // It must not keep a process alive that has nothing else to do.
  session.unref();
  session.on("remoteSettings", () => (isEngine = true));
  session.on("error", () => undefined);
  session.on("close", () => {
    if (isEngine) setTimeout(() => hold(address, false, ended), AGAIN_MS).unref();
    else if (!isFirst) ended();
  });
}
