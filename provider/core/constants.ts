/** The Pulumi package's name, which is the plugin's and the configuration's namespace as well. */
export const NAMESPACE = "wechat-cloudbase";
/** The plugin's resource; every state file that it writes has this type. */
export const RESOURCE = "wechat-cloudbase:index:CloudAccessTokenPolicy";
/** The component of all environments of one account; in the URN of each child, so never renamed. */
export const COMPONENT_TYPE = "wechat-cloudbase:index:CloudAccessTokenPolicies";
/** The plugin's function that looks and manages nothing. */
export const FUNCTION = "wechat-cloudbase:index:getCloudAccessTokenPolicy";

/** The plugin's functions that list what the credentials can see. */
export const ACCOUNTS_FUNCTION = "wechat-cloudbase:index:getAuthorizedAccounts";
export const ENVIRONMENTS_FUNCTION = "wechat-cloudbase:index:getCloudBaseEnvironments";

/** The plugin's own setting: whether every preview and up looks at WeChat first. Default: true. */
export const REFRESH = "refreshBeforeUpdate";
export const REFRESH_VARIABLE = "WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE";

/** What the engine puts in place of a value that a preview does not know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
