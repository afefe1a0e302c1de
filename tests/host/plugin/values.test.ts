import { unmarshal, marshal } from "../../../provider/host/plugin/values";
import { secret, unknown } from "../../support/engine/value";

describe("unmarshal", () => {
  it("returns nothing for no message", () => {
    expect(unmarshal(undefined)).toEqual({ props: {}, secrets: new Set() });
  });

  it("returns bare values, and the names of those with a secret in them, however deep", () => {
    const given = {
      a: secret("x"),
      b: ["y", secret(unknown)],
      c: { d: secret({ e: secret(1) }) },
      f: [true, null, { g: 2 }],
    };
    expect(unmarshal(marshal(given))).toEqual({
      props: { ...given, a: "x", b: ["y", unknown], c: { d: { e: 1 } } },
      secrets: new Set(["a", "b", "c"]),
    });
  });
});

it("marshal marks the named values as a whole, and leaves out what is undefined", () => {
  const sent = marshal({ a: ["x"], b: "y", c: undefined }, new Set(["a", "c", "none"]));
  expect(sent.toJavaScript()).toEqual({ a: secret(["x"]), b: "y" });
});
