/**
 * One of several programs that write the same policy at once: a process of its own around the module
 * that Pulumi's host loads. Tells what it did and when, on the clock that all processes share.
 */
const provider = require("pulumi-wechat-cloudbase/dynamic-provider");

const now = () => Number(process.hrtime.bigint() / 1000n);

/** What became of an update: whoever lost gets a conflict, before or after having written. */
async function write(state, apiWhitelist) {
  const { outs } = await provider.update(state.env, state, { env: state.env, apiWhitelist });
  return { outcome: "written", state: outs };
}

function lost(error) {
  if (!error.message.includes("somebody else changed")) throw error;
  return { outcome: error.properties ? "maybe" : "refused" };
}

async function run({ name, state, rounds }) {
  const history = [];
  const record = async (work) => {
    const invoked = now();
    const { state: next, ...rest } = await work();
    const returned = now();
    const saw = next && { content: next.apiWhitelist.join(), version: next.version };
    history.push({ process: name, invoked, returned, ...saw, ...rest });
    return next;
  };
  for (let round = 0; round < rounds; round++) {
    const content = `/${name}/${round}`;
    const from = state.apiWhitelist.join();
    const written = await record(async () => ({
      from,
      content,
      ...(await write(state, [content]).catch(lost)),
    }));
    state =
      written ??
      (await record(async () => ({
        outcome: "read",
        state: (await provider.read(state.env, state)).props,
      })));
  }
  return history;
}

process.once("message", (job) => {
  run(job).then(
    (history) => process.send({ history }, () => process.exit(0)),
    (error) => process.send({ error: error.message }, () => process.exit(1)),
  );
});
process.send("ready");
