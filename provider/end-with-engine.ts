import { connect } from "node:http2";

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
  let isConnected = false;
  const session = connect(`http://${address}`, () => (isConnected = true));
  // It must not keep a process alive that has nothing else to do.
  session.unref();
  session.on("error", () => undefined);
  session.on("close", () => {
    if (isConnected) hold(address, false, ended);
    else if (!isFirst) ended();
  });
}
