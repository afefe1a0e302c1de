/** What stands in place of a token. */
const REDACTED = "[redacted]";
const MAX_LENGTH = 300;

/**
 * The one place through which every text that came from WeChat, the network or a token source goes
 * before it may be shown: no token, no control characters, at most 300 characters.
 */
export class Redactor {
  private readonly secrets = new Set<string>();

  /** Remembers a secret in each form in which a server may send it back. */
  learn(secret: string): void {
    if (secret === "" || this.secrets.has(secret)) return;
    const forms = [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ t: secret }).toString().slice(2),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString("base64"),
      Buffer.from(secret).toString("base64url"),
    ];
    for (const form of forms) this.secrets.add(form);
  }

  /** The text without secrets, otherwise as it is. */
  hide(text: string): string {
    let hidden = text;
    // Longest first: one form may be part of another.
    for (const secret of [...this.secrets].sort((a, b) => b.length - a.length)) {
      hidden = hidden.replaceAll(secret, REDACTED);
    }
    return hidden.replace(/((?:component_)?access_token=)[^&\s"']+/gi, `$1${REDACTED}`);
  }

  /** The text as it may be shown. */
  clean(text: string): string {
    const clean = this.hide(text)
      // eslint-disable-next-line no-control-regex -- control characters are what is removed
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, " ")
      .trim();
    return clean.length <= MAX_LENGTH ? clean : `${clean.slice(0, MAX_LENGTH)}…`;
  }
}
