// Asks your token server for the WeChat token and prints it alone. Write in where your server is and what it
// answers. Where the stack names accounts the provider asks for each, in WECHAT_CLOUDBASE_AUTHORIZER_APP_ID.
const server = new URL("https://tokens.example.com/wechat");

async function token() {
  const account = process.env.WECHAT_CLOUDBASE_AUTHORIZER_APP_ID;
  if (account) server.searchParams.set("appid", account);
  const answer = await fetch(server, {
    headers: { authorization: `Bearer ${process.env.TOKEN_SERVER_KEY}` },
    signal: AbortSignal.timeout(20_000), // the provider waits for thirty seconds
  });
  if (!answer.ok) throw new Error(`the token server answered ${answer.status}`);
  const { access_token: text } = await answer.json();
  if (!text) throw new Error("the token server's answer has no access_token");
  return text;
}

token().then(
  (text) => console.log(text),
  (error) => {
    console.error((error.cause ?? error).message);
    process.exitCode = 1;
  },
);
