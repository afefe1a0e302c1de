const { declare } = require("./declare");

/** POLICY_ADAPTER says which of the two classes of the same name; see World. */
const isNative = process.env.POLICY_ADAPTER === "native";
const name = `pulumi-wechat-cloudbase${isNative ? "/native" : ""}`;
module.exports = declare(require(name));
