/**
 * The Chinese of what the errcode table says, by its English. If WeChat's pages have words of their
 * own for an errcode, these are used (`docs/errors.zh-CN.md`).
 */
export const chinese: Readonly<Record<string, string>> = {
  // What it means
  "system busy": "系统繁忙",
  "system error": "系统错误",
  "invalid credential, access_token is invalid or not latest":
    "凭证无效：access_token 无效或不是最新的",
  "invalid appid": "不合法的 AppID",
  "invalid access_token": "不合法的 access_token",
  "invalid args": "参数错误",
  "missing parameter": "缺少参数",
  "invalid appsecret": "不合法的 AppSecret",
  "invalid ip, not in whitelist": "调用接口的 IP 不在白名单中",
  "access_token missing": "缺少 access_token 参数",
  "appsecret missing": "缺少 AppSecret",
  "access_token expired": "access_token 已过期",
  "require POST method": "需要 POST 请求",
  "require https": "需要 HTTPS 请求",
  "empty post data": "POST 的数据包为空",
  "reach max api daily quota limit": "调用次数超过限额",
  "api minute-quota reach limit": "调用太频繁，超过每分钟限额",
  "data format error": "数据格式错误",
  "api unauthorized": "接口未授权",
  "account is punished": "账号被处罚",
  "component is not authorized by this account": "该账号没有授权给第三方平台",
  "access clientip is not registered": "调用方 IP 未登记",
  "component ticket is expired": "component_verify_ticket 已过期",
  "component ticket is invalid": "component_verify_ticket 无效",
  "api is unauthorized to component": "账号没有把该接口的权限授权给第三方平台",
  "invalid component": "第三方平台无效",
  "refresh_token is invalid": "authorizer_refresh_token 无效",
  "no qbase privilege": "账号未开通云开发",
  "not authorized": "没有授权",
  "the url is not in the whitelist": "接口不在白名单中",
  "this call needs the administrator's confirmation": "调用需要管理员确认",
  "this ip was refused, for 24 hours": "该 IP 的调用被管理员拒绝，24 小时内有效",
  "this ip was refused, for one hour": "该 IP 的调用被管理员拒绝，1 小时内有效",
  "cloud development: system error": "云开发：系统错误",
  "cloud development: timeout": "云开发：超时",
  "cloud development: quota of requests exceeded": "云开发：请求次数超过配额",
  "cloud development: too many requests at once": "云开发：并发请求过多",
  "cloud development: the environment is abnormal": "云开发：环境状态异常",
  "cloud development: invalid parameter": "云开发：参数错误",
  "cloud development: the object is illegal or missing": "云开发：对象不合法或不存在",
  "cloud development: unauthorised": "云开发：未授权",
  "cloud development: unsupported": "云开发：不支持",
  "cloud development: backend system error": "云开发：后端系统错误",
  "cloud development: backend network error": "云开发：后端网络错误",
  "Environment not found": "环境不存在",

  // What to do
  "WeChat had a passing fault; run it again, and give WeChat the rid if it stays":
    "微信暂时故障：再执行一次；仍然如此就带上 rid 联系微信",
  "Give the provider a fresh token; see Authentication in the README":
    "换一个有效的令牌，见 README 的“身份认证”",
  "Correct the app id": "更正 AppID",
  "Compare apiWhitelist and env with WeChat's console; a path that WeChat does not know may be refused":
    "在微信控制台核对 apiWhitelist 和 env；微信不认识的路径可能被拒绝",
  "This is a fault of the provider: please report it with the rid":
    "这是 provider 的缺陷，请带上 rid 反馈给我们",
  "Compare the component settings with the third-party platform's page":
    "与第三方平台的页面核对各项 component 配置",
  "Add the IP address named here to the third-party platform's IP allow-list, which counts after up to ten minutes; CI runners often change theirs":
    "把消息里的 IP 加入第三方平台的 IP 白名单，最多十分钟后生效；CI 机器的 IP 常常会变",
  "Use an https endpoint": "改用 https 的 endpoint",
  "Wait for the next hour or the next day, as the quota is counted, or clear it in WeChat's console":
    "等到下一小时或次日（看限额按小时还是按天计算），或在微信后台清零",
  "Wait a minute, or lower Pulumi's --parallel": "等一分钟，或调低 Pulumi 的 --parallel",
  "Let the account authorize permission set 49, which needs 18, and use its authorizer_access_token, or the component_access_token for batch cloud development":
    "请商家重新授权并勾选权限集 49（须同时勾选 18），再用该商家的 authorizer_access_token；批量代云开发用 component_access_token",
  "Look at the account's notices in WeChat's console": "登录该小程序的微信公众平台后台，查看通知",
  "Let the account authorize the third-party platform": "请商家把账号授权给第三方平台",
  "Give the provider the newest component_verify_ticket; WeChat pushes one every ten minutes":
    "提供最新的 component_verify_ticket；微信每十分钟推送一次",
  "Give the provider the newest component_verify_ticket, of the same platform as the component app id":
    "提供最新的 component_verify_ticket，且与 component AppID 属于同一平台",
  "The account has authorized anew, or the app id is another one: leave authorizerRefreshToken out, and the provider looks the current one up; if it is out, run it again":
    "账号重新授权过，或 AppID 不对：不要填 authorizerRefreshToken，由 provider 查询当前的；本来就没有填，就再执行一次",
  "Open cloud development for this account first": "先为该账号开通云开发",
  "Call it with a component or authorizer access token, not through cloud call":
    "用 component_access_token 或 authorizer_access_token 调用，不要通过云调用",
  "Let the account's administrator confirm the call": "请账号的管理员确认这次调用",
  "Lower Pulumi's --parallel": "调低 Pulumi 的 --parallel",
  "Look at the environment in WeChat's console: it may be unpaid or isolated":
    "在云开发控制台查看环境状态：可能欠费或被隔离",
  "Compare env and apiWhitelist with WeChat's console": "在微信控制台核对 env 和 apiWhitelist",
  "Look at the environment's kind in WeChat's console": "在云开发控制台查看环境的类型",
  "Compare env (and authorizerAppId) with WeChat's console":
    "在微信控制台核对 env（以及 authorizerAppId）",

  // The table around them
  "A code that is not here is reported with WeChat's own words and handled like 40097.":
    "表中没有的错误码会原样显示微信的 errmsg，处理方式与 40097 相同。",
  errcode: "errcode",
  meaning: "含义",
  kind: "类别",
  "tried again": "是否重试",
  "what you can do": "怎么办",
  "other `version`": "换一种 `version`",
  no: "否",
  yes: "是",
  "after 1 s": "1 秒后",
  "after 60 s": "60 秒后",
  "any, such as -501000, with `TcbCode: [INVALID_ENV]`":
    "任意（例如 -501000），且含有 `TcbCode: [INVALID_ENV]`",
  "What the network says. A code that is not here is `unknown` and tried again.":
    "网络错误。表中没有的代码按 `unknown` 处理，会重试。",
  "An answer with another HTTP status than 200. Another 2xx is `unknown` and tried again.":
    "HTTP 状态码不是 200 的返回。其他 2xx 按 `unknown` 处理，会重试。",
  code: "代码",
  status: "状态码",

  // The network
  "connection refused": "连接被拒绝",
  "the host name cannot be resolved": "域名无法解析",
  "the host name cannot be resolved now": "域名暂时无法解析",
  "the host cannot be reached": "主机不可达",
  "the network cannot be reached": "网络不可达",
  "the certificate has expired": "证书已过期",
  "the certificate is self-signed": "证书是自签名的",
  "a certificate in the chain is self-signed": "证书链中有自签名证书",
  "the certificate cannot be verified": "证书无法验证",
  "the certificate's issuer is not known": "证书的签发者未知",
  "the certificate is for another host": "证书不是这个域名的",
  "the request is larger than 1 MiB": "请求超过 1 MiB",
  "the other side does not speak TLS as it should": "对端的 TLS 不正常",
  cancelled: "已取消",
  "no complete answer in time": "没有及时收到完整的返回",
  "the connection was reset": "连接被重置",
  "the connection was closed": "连接被关闭",
  "the connection timed out": "连接超时",
  "the answer was too large or broke off": "返回内容过大或中断",
  "redirect, not followed": "重定向，不跟随",
  "the proxy wants a user and a password": "代理要求用户名和密码",
  "request timeout": "请求超时",
  "too many requests": "请求过多",
  "request refused": "请求被拒绝",
  "server error": "服务器错误",
  "Look at the network, DNS and proxy between here and WeChat":
    "检查这里到微信之间的网络、DNS 和代理",
  "Look at the network, DNS and proxy between here and WeChat, or raise requestTimeoutMs, or operationTimeoutMs if that is less":
    "检查这里到微信之间的网络、DNS 和代理；或调大 requestTimeoutMs（operationTimeoutMs 更小时调大它）",
  "Look at the endpoint's certificate; for a private certificate authority set NODE_EXTRA_CA_CERTS":
    "检查 endpoint 的证书；使用私有 CA 时设置 NODE_EXTRA_CA_CERTS",
  "Declare fewer paths": "减少声明的路径",
  "Look at the endpoint setting, and at the proxy: the other side may speak http, not https":
    "检查 endpoint 设置和代理：对端用的可能是 http 而不是 https",
  "Run it again: the next operation finds out what was applied":
    "再执行一次：下一次操作会查明哪些已经生效",
  "Look at the endpoint setting, and at the proxy: WeChat's API does not answer so":
    "检查 endpoint 设置和代理：微信的接口不会这样返回",
  "Put them into HTTPS_PROXY: http://user:password@proxy:port (an @ in them as %40)":
    "写进 HTTPS_PROXY：http://user:password@proxy:port（其中的 @ 写成 %40）",
  "WeChat or a proxy had a passing fault; run it again": "微信或代理暂时故障，再执行一次",
};
