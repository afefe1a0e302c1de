import { complaints } from "./compile";
import { programs, readmeProgram } from "./page";

describe("the README's first program", () => {
  it("has ten lines", () => {
    expect(readmeProgram().trimEnd().split("\n")).toHaveLength(10);
  });

  it("would not compile with a wrong input", () => {
    const program = readmeProgram().replace("apiWhitelist:", "api_whitelist:");
    expect(complaints(program)).toEqual([expect.stringContaining("api_whitelist")]);
  });
});

it.each(programs("ts"))("a TypeScript program of %s compiles", (_file, { code }) => {
  expect(complaints(code)).toEqual([]);
});
