const { request, Agent } = require("node:http");
const { createLifecycle } = require("../../dist/provider/host/create-lifecycle.js");
const { apiWhitelist, environments } = require("./workload.js");

/**
 * `node gets.js <bare|ours> <count> <parallel>`: looks at that many policies, so many at once, and
 * prints its processor time for that, in milliseconds.
 */
const [way, count, parallel] = process.argv.slice(2);
const { WECHAT_CLOUDBASE_ENDPOINT: endpoint, WECHAT_CLOUDBASE_ACCESS_TOKEN: token } = process.env;

/** Node.js' own client and nothing else: no check of the answer, no time limit, no retry. */
function bareGet(agent, env) {
  const body = JSON.stringify({ action: "get", env });
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  const url = `${endpoint}/tcb/usecloudaccesstoken?access_token=${encodeURIComponent(token)}`;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve(JSON.parse(text)));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function getter() {
  if (way === "bare") {
    const agent = new Agent({ keepAlive: true });
    return (env) => bareGet(agent, env);
  }
  const life = createLifecycle({
    environment: process.env,
    config: () => undefined,
    warn: (message) => process.stderr.write(`${message}\n`),
  });
  return (env) => life.read({ env, apiWhitelist, open: true, version: 1, managesOpen: false });
}

async function main() {
  const get = getter();
  const all = environments(Number(count));
  const before = process.cpuUsage();
  const work = async () => {
    for (let env = all.pop(); env !== undefined; env = all.pop()) {
      const { open } = await get(env);
      if (open !== true) throw new Error(`${env}: no policy came back`);
    }
  };
  await Promise.all(Array.from({ length: Number(parallel) }, work));
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(String((user + system) / 1000));
  process.exit();
}

void main();
