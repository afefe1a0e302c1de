/**
 * The examples of WeChat's page "Manage WeChat token permissions" (`../shared/seed`), and those of
 * two SDKs (`../shared/facts/wechat-api.md` 2). The page's own are no JSON: a comma and quotes are
 * missing, and the translation spells `api_Whitelist`. Here they are repaired; the spelling is in
 * {@link translatedGetReply}.
 */

export const ENV = "myttest-8gu57so0bd9f9e8a";

/** Page, "Get Example": request and reply. */
export const getRequest = { action: "get", env: ENV };
export const getReply = {
  errcode: 0,
  errmsg: "ok",
  open: true,
  api_whitelist: ["/*"],
  version: 2,
};

/** The same reply, spelt as the translated page has it. */
export const translatedGetReply = {
  errcode: 0,
  errmsg: "ok",
  open: true,
  api_Whitelist: ["/*"],
  version: 2,
};

/** Page, "set example": request and reply. */
export const setRequest = {
  action: "set",
  open: true,
  env: ENV,
  api_whitelist: ["/*"],
  version: 6,
};
export const setReply = { errcode: 0, errmsg: "ok", open: true };

/** SKIT.FlurlHttpClient.Wechat.Api, model samples: the same request; one reply for get and set. */
export const skitSetRequest = setRequest;
export const skitReply = {
  errcode: 0,
  errmsg: "ok",
  open: true,
  api_whitelist: ["/*"],
  version: 2,
};

/** SKIT's model of the reply has every field nullable; an account without a whitelist sends none. */
export const skitReplyWithNulls = { ...skitReply, api_whitelist: null };

/** Senparc.Weixin.Open: order of the fields, and no errmsg beside errcode 0. */
export const senparcReply = { open: false, api_whitelist: [], version: 0, errcode: 0 };
