import { type Decoded, type Span, decodedVariants } from "./decode";

/** What stands in place of a token. */
const REDACTED = "[redacted]";
const MAX_LENGTH = 300;
/** More of a text is not looked at before it is cut; it could be megabytes. */
const MAX_READ = 16_384;
/** So many of a secret's first characters give it away, where the rest is cut off. */
const HEAD = 16;
/** A shorter secret is a word like others, in another form: it is known as it is only. */
const MIN_LENGTH = 8;

/**
 * The one place through which every text that came from WeChat, the network or a token source goes
 * before it may be shown: no token, no control characters, at most 300 characters.
 */
export class Redactor {
  private readonly secrets = new Set<string>();
  /** The length of the shortest secret: a shorter text holds none as it is. */
  private shortest = Infinity;
  /** What secrets are folded to, by how that begins. */
  private readonly folded = new Map<string, string[]>();
  /** How long those beginnings are: 16, or less for shorter secrets. */
  private readonly lengths = new Set<number>();

  /** Remembers a secret, to know it in each form in which a server may send it back. */
  learn(secret: string): void {
    if (secret === "" || this.secrets.has(secret)) return;
    this.secrets.add(secret);
    this.shortest = Math.min(this.shortest, secret.length);
    const forms = [secret, Buffer.from(secret).toString("hex")];
    for (const before of [0, 1, 2]) {
      // Base64 depends on how much stands before it, and its first letters are of that too.
      const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
      const mixed = before === 0 ? 0 : before + 1;
      forms.push(bytes.toString("base64").slice(mixed), bytes.toString("base64url").slice(mixed));
    }
    const folded = forms.flatMap((form) => decodedVariants(form).map(({ text }) => text));
    for (const form of new Set(folded)) this.know(form);
  }

  /** The text without secrets, otherwise as it is. */
  hide(text: string): string {
    const otherwise = decodedVariants(text).flatMap((reading) => this.otherwise(reading));
    const spans = [...this.asTheyAre(text), ...otherwise];
    let hidden = "";
    let done = 0;
    for (const { begin, end } of spans.sort((a, b) => a.begin - b.begin)) {
      if (begin >= done) hidden += text.slice(done, begin) + REDACTED;
      done = Math.max(done, end);
    }
    return (hidden + text.slice(done)).replace(
      /((?:component_)?access_token=)[^&\s"']+/gi,
      `$1${REDACTED}`,
    );
  }

  /** The text as it may be shown. */
  clean(text: string): string {
    const clean = this.hide(text.slice(0, MAX_READ))
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ")
      .trim();
    if (clean.length <= MAX_LENGTH) return clean;
    return `${clean.slice(0, MAX_LENGTH).replace(/\p{Cs}/u, "")}…`;
  }

  private know(form: string): void {
    if (form.length < MIN_LENGTH) return;
    const head = form.slice(0, HEAD);
    this.lengths.add(head.length);
    const forms = this.folded.get(head) ?? [];
    forms.push(form);
    this.folded.set(head, forms);
  }

  /** Where secrets stand unchanged, whatever is beside them. */
  private asTheyAre(text: string): Span[] {
    const spans: Span[] = [];
    if (text.length < this.shortest) return spans;
    for (const secret of this.secrets) {
      for (let begin = 0; (begin = text.indexOf(secret, begin)) >= 0; begin += secret.length) {
        spans.push({ begin, end: begin + secret.length });
      }
    }
    return spans;
  }

  /** Where secrets stand in another form, or their first part. */
  private otherwise({ text: folded, spans }: Decoded): Span[] {
    return spans.flatMap(({ begin }, index) => {
      const length = this.lengthAt(folded, index);
      if (length === 0) return [];
      return spans.slice(index + length - 1, index + length).map(({ end }) => ({ begin, end }));
    });
  }

  /** How much of a secret stands there, from its first character on; 0 for too little. */
  private lengthAt(text: string, index: number): number {
    let longest = 0;
    for (const length of this.lengths) {
      const head = text.slice(index, index + length);
      for (const secret of this.folded.get(head) ?? []) {
        let same = head.length;
        while (same < secret.length && secret[same] === text[index + same]) same += 1;
        longest = Math.max(longest, same);
      }
    }
    return longest;
  }
}
