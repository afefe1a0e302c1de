const classes = {
  ours: () => require("pulumi-wechat-cloudbase"),
  native: () => require("pulumi-wechat-cloudbase/native"),
  obvious: () => require("./obvious"),
  floor: () => require("./floor"),
};
const { CloudAccessTokenPolicy } = classes[process.env.BENCH_VARIANT]();
const { environments, apiWhitelist } = JSON.parse(process.env.BENCH_WORKLOAD);

for (const env of environments) new CloudAccessTokenPolicy(env, { env, apiWhitelist });
