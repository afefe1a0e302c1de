/** A part of a text, the end not included. */
export interface Span {
  begin: number;
  end: number;
}

/** A text as it is compared, and where in the original each of its characters stands. */
export interface Decoded {
  text: string;
  spans: Span[];
}

/** If a text, such as almost every path, has none of these, folding it is small letters. */
const ENCODED = /[%&+\\]|[^ -~]/;

/** What no token has: if it stands in one, it was put there. */
const STRANGE = /[^ -~]/;

/** A character as URLs, JSON, programs and HTML write it, at the end of a text in small letters. */
const ESCAPE =
  /(?:(?:%|\\x)([0-9a-f]{2})|\\u([0-9a-f]{4})|&#x([0-9a-f]{1,6});|&#(\d{1,7});|&([a-z]{2,6});)$/;
const LONGEST_ESCAPE = 10;
const ENTITIES = new Map<string | undefined, string>(
  Object.entries({ amp: "&", apos: "'", equals: "=", gt: ">", lt: "<", quot: '"', sol: "/" }),
);

/**
 * The ways to read a text, folded, so that the ways to write a token become one: printable ASCII alone,
 * in small letters, without backslashes, a space for a plus. In the first, what is escaped is not any
 * more, however often it was; the second is as it stands, because an escape may begin before a token
 * and end in it. The time that takes grows as the text does.
 */
export function decodedVariants(text: string): Decoded[] {
  if (ENCODED.test(text)) return [decode(text, escapeAtEnd), decode(text, () => undefined)];
  const spans = Array.from(text, (_, begin) => ({ begin, end: begin + 1 }));
  return [{ text: text.toLowerCase(), spans }];
}

function decode(text: string, escapeAt: typeof escapeAtEnd): Decoded {
  const characters: string[] = [];
  const spans: Span[] = [];
  let end = 0;
  for (const unit of text.split("")) {
    let begin = end;
    end += 1;
    let next: string | undefined = unit;
    while (next !== undefined && !STRANGE.test(next)) {
      characters.push(next.toLowerCase());
      spans.push({ begin, end });
      const escape = escapeAt(characters);
      next = escape?.stands;
      if (escape) {
        characters.splice(-escape.length);
        begin = Math.min(...spans.splice(-escape.length).map((place) => place.begin));
      }
    }
  }
  const isKept = (_: unknown, index: number) => characters[index] !== "\\";
  return {
    text: characters.filter(isKept).join("").replaceAll("+", " "),
    spans: spans.filter(isKept),
  };
}

function escapeAtEnd(
  characters: readonly string[],
): { length: number; stands: string | undefined } | undefined {
  if (!/[0-9a-f;]/.test(String(characters.at(-1)))) return undefined;
  const found = ESCAPE.exec(characters.slice(-LONGEST_ESCAPE).join(""));
  if (!found) return undefined;
  const [{ length }, byte, json, hex, decimal, name] = found;
  const digits = byte ?? json ?? hex;
  const code = digits === undefined ? Number(decimal) : parseInt(digits, 16);
  const stands = Number.isNaN(code) ? ENTITIES.get(name) : String.fromCharCode(code);
  return { length, stands };
}
