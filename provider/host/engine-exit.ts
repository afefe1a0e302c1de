import { connect } from "node:http2";

/** How long to wait before looking whether a connection that broke means that the engine is gone. */
const AGAIN_MS = 250;

/**
 * Calls back once, when the engine that started this process is gone: killed, it cannot tell. A
 * connection is held to the address where it listens (gRPC, so HTTP/2); if that breaks and no other
 * can be made, nobody is there to store what is still being written. Says nothing of an engine that
 * was never reached.
 */
export function onEngineExit(address: string | undefined, onExit: () => void): void {
  if (address === undefined || !/^[\w.]+:\d+$/.test(address)) return;
  watch(address, true, onExit);
}

function watch(address: string, isFirst: boolean, onExit: () => void): void {
  let isEngine = false;
  const session = connect(`http://${address}`);
  // It must not keep a process alive that has nothing else to do.
  session.unref();
  session.on("remoteSettings", () => (isEngine = true));
  session.on("error", () => undefined);
  session.on("close", () => {
    if (isEngine) setTimeout(() => watch(address, false, onExit), AGAIN_MS).unref();
    else if (!isFirst) onExit();
  });
}
