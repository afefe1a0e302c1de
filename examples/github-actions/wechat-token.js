// Asks your token server for the WeChat token and prints it alone. Write in where your server is and what it
// answers. If the stack names accounts the provider asks for each, in WECHAT_CLOUDBASE_AUTHORIZER_APP_ID.
const server = new URL("https://tokens.example.com/wechat");

async function token() {
  const key = process.env.TOKEN_SERVER_KEY?.trim() ?? "";
  if (!/^[ -~]+$/.test(key)) throw new Error("TOKEN_SERVER_KEY is not set, or no header takes it");
  const account = process.env.WECHAT_CLOUDBASE_AUTHORIZER_APP_ID;
  if (account) server.searchParams.set("appid", account);
  const answer = await fetch(server, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(20_000), // the provider waits for thirty seconds
  });
  if (!answer.ok) throw new Error(`the token server answered ${answer.status}`);
  const text = (await answer.json())?.access_token;
  if (typeof text !== "string" || !text)
    throw new Error("the token server's answer has no access_token");
  return text;
}

/** What went wrong, for a log: the message of a SyntaxError would show what was answered. */
function reason({ name, message, cause }) {
  if (name === "SyntaxError") return "the token server's answer is not JSON";
  return cause?.message || cause?.code || message;
}

token().then(
  (text) => console.log(text),
  (error) => {
    console.error(reason(error));
    process.exitCode = 1;
  },
);
