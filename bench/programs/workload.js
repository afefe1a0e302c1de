/** What every variant declares: N environments of one account, each with the same whitelist. */
const apiWhitelist = ["/wxa/getwxacode", "/wxa/msg_sec_check"];

const environments = (count) =>
  Array.from({ length: count }, (_, index) => `shop-${String(index).padStart(4, "0")}-8gu57so0`);

module.exports = { apiWhitelist, environments };
