const classes = {
  ours: () => require("pulumi-wechat-cloudbase"),
  native: () => require("pulumi-wechat-cloudbase/native"),
  obvious: () => require("./obvious"),
  floor: () => require("./floor"),
};
const { CloudAccessTokenPolicy } = classes[process.env.BENCH_VARIANT]();
const apiWhitelist = ["/wxa/getwxacode", "/wxa/msg_sec_check"];

for (const env of JSON.parse(process.env.BENCH_ENVIRONMENTS))
  new CloudAccessTokenPolicy(env, { env, apiWhitelist });
