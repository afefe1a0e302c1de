import { unmarshal, marshal } from "../../../provider/host/plugin/values";
import { secret, unknown } from "../../support/engine/value";

const struct = (props: Record<string, unknown>) => marshal(props);

describe("what a message brings", () => {
  it("is nothing where there is none", () => {
    expect(unmarshal(undefined)).toEqual({ props: {}, secrets: new Set() });
  });

  it("is bare, and says which properties had a secret in them, however deep", () => {
    const { props, secrets } = unmarshal(
      struct({
        a: secret("x"),
        b: ["y", secret(unknown)],
        c: { d: secret({ e: secret(1) }) },
        f: [true, null, { g: 2 }],
      }),
    );
    expect(props).toEqual({
      a: "x",
      b: ["y", unknown],
      c: { d: { e: 1 } },
      f: [true, null, { g: 2 }],
    });
    expect(secrets).toEqual(new Set(["a", "b", "c"]));
  });
});

describe("what a message takes", () => {
  it("is marked where it is named, as a whole, and left out where it is undefined", () => {
    const sent = marshal({ a: ["x"], b: "y", c: undefined }, new Set(["a", "c", "none"]));
    expect(sent.toJavaScript()).toEqual({ a: secret(["x"]), b: "y" });
  });
});
