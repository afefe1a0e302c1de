const pulumi = require("@pulumi/pulumi");
const axios = require("axios");

/**
 * As the chapter on dynamic providers teaches it. It does less than the package: no check, no read
 * back after a set, no retry, and errors as they come.
 */
class PolicyProvider {
  async call(body) {
    const { data } = await axios.post(
      `${process.env.WECHAT_CLOUDBASE_ENDPOINT}/tcb/usecloudaccesstoken`,
      body,
      { params: { access_token: process.env.WECHAT_CLOUDBASE_ACCESS_TOKEN }, timeout: 10_000 },
    );
    if (data.errcode !== 0)
      throw new Error(`${body.action} failed: ${data.errcode} ${data.errmsg}`);
    return data;
  }

  async diff(id, olds, news) {
    const replaces = olds.env === news.env ? [] : ["env"];
    const isSame = JSON.stringify(olds.apiWhitelist) === JSON.stringify(news.apiWhitelist);
    return { changes: replaces.length > 0 || !isSame, replaces };
  }

  async create(inputs) {
    const { env, apiWhitelist } = inputs;
    const { open, version, api_whitelist } = await this.call({ action: "get", env });
    await this.call({ action: "set", env, open, version, api_whitelist: apiWhitelist });
    return { id: env, outs: { ...inputs, open, original: api_whitelist } };
  }

  async read(id, props) {
    const { open, api_whitelist } = await this.call({ action: "get", env: id });
    return { id, props: { ...props, open, apiWhitelist: api_whitelist } };
  }

  async delete(id, { env, original }) {
    const { open, version } = await this.call({ action: "get", env });
    await this.call({ action: "set", env, open, version, api_whitelist: original });
  }
}

class CloudAccessTokenPolicy extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    const outputs = { open: undefined, original: undefined };
    super(new PolicyProvider(), name, { ...args, ...outputs }, opts);
  }
}

module.exports = { CloudAccessTokenPolicy };
