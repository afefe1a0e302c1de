/**
 * The examples of WeChat's page "Manage WeChat token permissions" (`../shared/seed`), and those of two
 * SDKs (`../shared/facts/wechat-api.md` 2). The page's own are no valid JSON; here they are repaired.
 */
export const ENV = "myttest-8gu57so0bd9f9e8a";

/** Page, "Get Example": request and reply. */
export const getRequest = { action: "get", env: ENV };
const okay = { errcode: 0, errmsg: "ok", open: true };
export const getReply = { ...okay, api_whitelist: ["/*"], version: 2 };

/** The same reply with the spelling of the translated page. */
export const translatedGetReply = { ...okay, api_Whitelist: ["/*"], version: 2 };

/** Page, "set example": request and reply. */
export const setRequest = {
  action: "set",
  open: true,
  env: ENV,
  api_whitelist: ["/*"],
  version: 6,
};
export const setReply = okay;

/** SKIT.FlurlHttpClient.Wechat.Api, model samples: the same request; one reply for get and set. */
export const skitSetRequest = setRequest;
export const skitReply = getReply;

/** SKIT's model of the reply has every field nullable; an account without a whitelist sends none. */
export const skitReplyWithNulls = { ...skitReply, api_whitelist: null };

/** Senparc.Weixin.Open: another order of the fields, and no errmsg beside errcode 0. */
export const senparcReply = { open: false, api_whitelist: [], version: 0, errcode: 0 };
