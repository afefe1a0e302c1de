const pulumi = require("@pulumi/pulumi");
const { apiWhitelist, environments } = require("../workload.js");

const TYPE = "pulumi-nodejs:dynamic/wechat-cloudbase:CloudAccessTokenPolicy";
const PROVIDER =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/.")("./does-nothing-at-all-provider.js")';

class Nothing extends pulumi.CustomResource {
  constructor(name, args, opts) {
    const outputs = { open: undefined, version: undefined, original: undefined };
    const more = { managesOpen: undefined, unverified: undefined };
    const props = { ...outputs, ...more, ...args, __provider: PROVIDER };
    super(TYPE, name, props, opts);
  }
}

for (const env of environments(Number(process.env.BENCH_N))) {
  new Nothing(env, { env, apiWhitelist });
}
