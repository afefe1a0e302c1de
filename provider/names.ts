/** The Pulumi package's name, which is the plugin's and the configuration's namespace as well. */
export const NAMESPACE = "wechat-cloudbase";
/** The plugin's resource; every state file that it writes has this type. */
export const RESOURCE = "wechat-cloudbase:index:CloudAccessTokenPolicy";
/** The plugin's function that looks and manages nothing. */
export const FUNCTION = "wechat-cloudbase:index:getCloudAccessTokenPolicy";
