import { styleText } from "node:util";
import type { Redactor } from "../provider/wechat/redact";

/** How a piece of text stands out on a terminal. */
export type Style = "bold" | "green" | "yellow" | "red" | "dim";

/** A piece of a line, plain or styled. */
export type Piece = string | { text: string; style: Style };

/** A stream as far as it is needed here. */
type Stream = Pick<NodeJS.WriteStream, "write"> & { isTTY?: boolean };

/**
 * Everything that a command prints about WeChat goes through here: no secret gets out, no control
 * character steers the terminal, and there are colours on a terminal only, and not with NO_COLOR.
 */
export class Output {
  constructor(
    /** Told of every secret before it could be printed. */
    readonly redactor: Redactor,
    private readonly stdout: Stream = process.stdout,
    private readonly stderr: Stream = process.stderr,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {}

  /** One line of the result. */
  line(...pieces: Piece[]): void {
    this.write(this.stdout, pieces);
  }

  /** One line beside the result. */
  note(...pieces: Piece[]): void {
    this.write(this.stderr, pieces);
  }

  /** A text whose parts were cleaned, with its line ends. */
  text(text: string): void {
    this.stdout.write(text);
  }

  /** The result as JSON. */
  json(value: unknown): void {
    const clean = (_key: string, each: unknown) =>
      typeof each === "string" ? this.redactor.hide(each) : each;
    this.stdout.write(`${visible(JSON.stringify(value, clean, 2))}\n`);
  }

  private write(stream: Stream, pieces: readonly Piece[]): void {
    const hasColours = stream.isTTY === true && !this.environment["NO_COLOR"];
    const texts = pieces.map((piece) => {
      if (typeof piece === "string") return this.clean(piece);
      const text = this.clean(piece.text);
      // Node's own judgement is about process.stdout only.
      return hasColours ? styleText(piece.style, text, { validateStream: false }) : text;
    });
    stream.write(`${texts.join("")}\n`);
  }

  private clean(text: string): string {
    return visible(this.redactor.hide(text));
  }
}

/** The text with what cannot be seen written out as in JSON, line ends apart. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (unseen) =>
    unseen === "\n" ? unseen : unseen.split("").map(escaped).join(""),
  );
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Nothing of it steers the terminal, or ends a line. JSON escapes such characters itself. */
export const inOneLine = (text: string) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "?");
