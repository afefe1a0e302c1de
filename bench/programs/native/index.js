const { CloudAccessTokenPolicy } = require("pulumi-wechat-cloudbase/native");
const { apiWhitelist, environments } = require("../workload.js");

for (const env of environments(Number(process.env.BENCH_N))) {
  new CloudAccessTokenPolicy(env, { env, apiWhitelist });
}
