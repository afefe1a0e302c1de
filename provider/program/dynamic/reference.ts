/** The type token of the resource; every state file has it. */
export const TYPE = "pulumi-nodejs:dynamic/wechat-cloudbase:CloudAccessTokenPolicy";

/**
 * What Pulumi's dynamic provider host loads: a reference to the installed package instead of a copy
 * of its code. Every state file has it too, so neither it nor the subpath may ever change. It looks
 * the package up from the host's working directory, which is the folder of the program.
 */
export const PROVIDER =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/.")("pulumi-wechat-cloudbase/dynamic-provider")';
