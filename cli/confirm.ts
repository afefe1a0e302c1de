import { createInterface } from "node:readline";

/** Where a question is asked. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/** Asks for a certain word; everything else, Ctrl-C and the input's end included, is a no. */
export function confirm(word: string, { input, output }: Terminal): Promise<boolean> {
  const lines = createInterface({ input, output });
  return new Promise((resolve) => {
    lines.question(`Type ${word} to go on: `, (answer) => {
      resolve(answer.trim() === word);
      lines.close();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => resolve(false));
  });
}
