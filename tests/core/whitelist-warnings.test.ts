import * as fc from "fast-check";
import { inputWarnings, whitelistWarnings } from "../../provider/core/whitelist-warnings";
import { KNOWN_PATHS } from "../../provider/core/known-paths";
import { anyCharacter } from "../support/any-character";

const everything = '"/*" allows everything: the other entries mean nothing beside it';
const didYouMean = (entry: string, path: string) =>
  `"${entry}" is not a well-known path; did you mean "${path}"?`;

describe("whitelistWarnings", () => {
  it.each([
    [[]],
    [["/*"]],
    [["/*", "/*"]],
    [["/my/own/path", "/wxa/*", "/_/cos/getauth"]],
    [[...KNOWN_PATHS]],
  ])("has nothing to say of %j", (paths) => {
    expect(whitelistWarnings(paths)).toEqual([]);
  });

  it("names what means nothing beside everything", () => {
    expect(whitelistWarnings(["/wxa/getwxacode", "/*"])).toEqual([everything]);
  });

  it.each(["/cgi-bin/token", "/cgi-bin/stable_token", "/cgi-bin/component/api_component_token"])(
    "names %s, which needs an AppSecret",
    (path) => {
      const told = `"${path}" needs an AppSecret: no cloudbase_access_token can call it`;
      expect(whitelistWarnings(["/wxa/getwxacode", path])).toEqual([told]);
      expect(whitelistWarnings([path.replace("cgi-bin", "wxa")])).toEqual([]);
    },
  );

  it("asks once for each entry whether a well-known path is meant, in order", () => {
    const paths = ["/wxa/getwxacod", "/wxa/msg-sec-check", "/*", "/wxa/getwxacod"];
    expect(whitelistWarnings(paths)).toEqual([
      everything,
      didYouMean("/wxa/getwxacod", "/wxa/getwxacode"),
      didYouMean("/wxa/msg-sec-check", "/wxa/msg_sec_check"),
    ]);
  });

  it("passes over what check refuses and what is not known yet", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(whitelistWarnings(["/*", unknown, "wxa/getwxacod", "/wxa/getwxacod ", ""])).toEqual([]);
  });

  it("never throws, and quotes nothing that a terminal would act on", () => {
    const anything = fc.array(fc.oneof(fc.anything(), fc.string({ unit: anyCharacter })));
    fc.assert(
      fc.property(anything, (paths) => {
        for (const message of whitelistWarnings(paths as string[])) {
          expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
      }),
    );
  });
});

describe("inputWarnings", () => {
  const inputs = { apiWhitelist: ["/*", "/wxa/getwxacod"], restoreTo: ["/wxa/getwxacodeunlimi"] };

  it("says to which input a sentence belongs", () => {
    expect(inputWarnings(inputs, () => false)).toEqual([
      `apiWhitelist: ${everything}`,
      `apiWhitelist: ${didYouMean("/wxa/getwxacod", "/wxa/getwxacode")}`,
      `restoreTo: ${didYouMean("/wxa/getwxacodeunlimi", "/wxa/getwxacodeunlimit")}`,
    ]);
  });

  it("quotes nothing of a secret", () => {
    expect(inputWarnings(inputs, (input) => input === "apiWhitelist")).toEqual([
      'apiWhitelist: something in it is doubtful and not shown here, because it is a secret. Look for entries beside "/*" and for misspelt paths',
      `restoreTo: ${didYouMean("/wxa/getwxacodeunlimi", "/wxa/getwxacodeunlimit")}`,
    ]);
  });

  it("has nothing to say of a secret in which nothing is doubtful", () => {
    expect(inputWarnings({ apiWhitelist: ["/a"] }, () => true)).toEqual([]);
  });

  it.each([{}, { apiWhitelist: "/wxa/getwxacod" }, { apiWhitelist: null, restoreTo: 7 }])(
    "has nothing to say of what is no list: %j",
    (wrong) => {
      expect(inputWarnings(wrong, () => false)).toEqual([]);
    },
  );
});
