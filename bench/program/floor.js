const pulumi = require("@pulumi/pulumi");

const found = { open: true, apiWhitelist: [] };

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

/** Those of the package's class: each costs Pulumi about a quarter of a millisecond. */
const outputs = Object.fromEntries(
  ["env", "authorizerAppId", "apiWhitelist", "open", "onConflict", "onDelete", "restoreTo"]
    .concat(["version", "original", "managesOpen", "unverified"])
    .map((name) => [name, undefined]),
);

class CloudAccessTokenPolicy extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super(TYPE, name, { ...outputs, ...args, __provider: REFERENCE }, opts);
  }
}

module.exports = { CloudAccessTokenPolicy, provider };
