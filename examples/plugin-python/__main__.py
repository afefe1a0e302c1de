"""Which WeChat APIs the cloud services of one CloudBase environment may call."""

import pulumi
import pulumi_wechat_cloudbase as wechat_cloudbase

policy = wechat_cloudbase.CloudAccessTokenPolicy(
    "production",
    env="myttest-8gu57so0bd9f9e8a",
    api_whitelist=["/wxa/msg_sec_check", "/wxa/getwxacode"],
)

pulumi.export("version", policy.version)
