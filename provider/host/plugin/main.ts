import { ServerCredentials } from "@grpc/grpc-js";
import { onEngineExit } from "../engine-exit";
import { EngineLog } from "./engine-log";
import { Plugin } from "./plugin";
import { createServer } from "./service";

/**
 * The plugin's process. The engine starts it with its own address as the last argument and reads the
 * port from the first line that it prints.
 */
function main(): void {
  const log = new EngineLog();
  const address = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
  if (address !== undefined) log.attach(address);
  onEngineExit(address, () => process.exit(1));
  const plugin = new Plugin({
    environment: process.env,
    warn: (message, urn) => log.warn(message, urn),
    engineAddress: () => log.address,
  });
  const server = createServer(plugin, log);
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
}

main();
