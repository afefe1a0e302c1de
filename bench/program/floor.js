const pulumi = require("@pulumi/pulumi");

const found = { open: true, apiWhitelist: ["/*"] };

/** A life without a request: what Pulumi costs if the provider costs nothing. */
const provider = {
  check: (olds, news) => ({ inputs: news }),
  diff: () => ({ changes: false }),
  create: (inputs) => ({
    id: inputs.env,
    outs: { ...inputs, open: true, version: 2, original: found, managesOpen: false },
  }),
  read: (id, props) => ({
    id,
    props,
    inputs: { env: props.env, apiWhitelist: props.apiWhitelist },
  }),
  delete: () => undefined,
};

const TYPE = "pulumi-nodejs:dynamic/wechat-cloudbase:CloudAccessTokenPolicy";
const REFERENCE =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/.")("./floor.js").provider';

class CloudAccessTokenPolicy extends pulumi.CustomResource {
  constructor(name, args, opts) {
    const outputs = { open: undefined, version: undefined, original: undefined };
    const more = { managesOpen: undefined, unverified: undefined };
    super(TYPE, name, { ...outputs, ...more, ...args, __provider: REFERENCE }, opts);
  }
}

module.exports = { CloudAccessTokenPolicy, provider };
