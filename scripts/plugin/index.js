#!/usr/bin/env node
"use strict";
// In words that the oldest Node.js understands.
var least = [20, 19];
var own = process.versions.node.split(".").map(Number);
if (own[0] < least[0] || (own[0] === least[0] && own[1] < least[1])) {
  console.error(
    "pulumi-resource-wechat-cloudbase needs Node.js " +
      least.join(".") +
      " or newer, and runs on " +
      process.version,
  );
  process.exit(1);
}
require("./bundle.js");
