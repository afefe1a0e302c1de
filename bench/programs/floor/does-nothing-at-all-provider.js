const found = { open: true, apiWhitelist: ["/*"] };

/** A life without a request: what Pulumi costs where the provider costs nothing. */
module.exports = {
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
  update: (id, olds, news) => ({ outs: { ...olds, ...news } }),
  delete: () => undefined,
};
