import { createHash } from "node:crypto";

/** Every form in which a token could stand somewhere. */
function forms(token: string): string[] {
  const bytes = Buffer.from(token);
  return [
    token,
    encodeURIComponent(token),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
  ];
}

/** Expects a token in none of the texts, in whatever form; a failure names the text, not the token. */
export function expectNowhere(token: string, texts: Record<string, string>): void {
  const found = Object.keys(texts).filter((where) =>
    forms(token).some((form) => texts[where]?.includes(form)),
  );
  expect(found).toEqual([]);
}

/** How the emulator's journal names a token. */
export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 8);
}
