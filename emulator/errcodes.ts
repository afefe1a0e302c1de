/**
 * WeChat's words for an errcode, as they appear in `errmsg`. The first ten are the table of the
 * setCloudAccessToken page; the rest are codes of the same host that a caller of the page can meet
 * (WeChat's global return codes, those of the third-party platform's pages, cloud development's).
 */
export const errcodes: Readonly<Record<number, string>> = {
  [-1000]: "system error",
  40014: "invalid access_token",
  40097: "invalid args",
  40101: "missing parameter",
  41001: "access_token missing",
  42001: "access_token expired",
  43002: "require POST method",
  44002: "empty post data",
  47001: "data format error",
  85088: "no qbase privilege",

  [-1]: "system error",
  [-501005]: "the environment is abnormal",
  [-501000]: "Environment not found TcbCode: [INVALID_ENV]",
  40001: "invalid credential, access_token is invalid or not latest",
  40013: "invalid appid",
  40125: "invalid appsecret",
  40170: "args count exceed count limit",
  41004: "appsecret missing",
  45009: "reach max api daily quota limit",
  45011: "api minute-quota reach limit, must slower, retry next minute",
  48001: "api unauthorized",
  61003: "component is not authorized by this account",
  // The emulator listens on loopback only, so this is where its callers are.
  61004: "access clientip is not registered requestIP: 127.0.0.1",
  61005: "component ticket is expired",
  61006: "component ticket is invalid",
  61007: "api is unauthorized to component",
  61011: "invalid component",
  61023: "refresh_token is invalid",
  85107: "url is not in the whitelist",
};
