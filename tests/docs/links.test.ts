import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, normalize } from "node:path";
import { pack } from "../support/installed";
import { Page, pages, root } from "./page";

describe("the links of the documentation", () => {
  const into = mkdtempSync(join(tmpdir(), "links-"));
  let shipped: string[] = [];
  beforeAll(() => {
    shipped = pack(into).files;
  });
  afterAll(() => rmSync(into, { recursive: true }));

  it.each(pages.map((page) => [page.file, page] as const))(
    "lead to files that are there, and to their headings [%s]",
    (file, page) => {
      // What ships may lead only to what ships; the rest is read in the repository.
      const isThere = (target: string) =>
        shipped.includes(file)
          ? shipped.some((each) => `${each}/`.startsWith(`${target}/`))
          : existsSync(join(root, target));
      const broken = [...page.text.matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]*))?\)/g)].filter(
        ([, link = "", anchor]) => {
          const target = link === "" ? file : normalize(join(dirname(file), link));
          if (!isThere(target)) return true;
          return anchor !== undefined && !anchors(new Page(target)).includes(anchor);
        },
      );
      expect(broken.map(([link]) => link)).toEqual([]);
    },
  );
});

it.each(pages.map((page) => [page.file, page] as const))(
  "the files of the repository that a page names are there [%s]",
  (_file, page) => {
    const named = [
      ...page.text.matchAll(/`((?:tests|provider|emulator|cli|scripts|bench)\/[^`\s<]+)`/g),
    ];
    const isThere = (path: string) => {
      const folder = join(root, dirname(path));
      const [beginning = ""] = basename(path).split("*");
      return existsSync(folder) && readdirSync(folder).some((each) => each.startsWith(beginning));
    };
    expect(named.map(([, path = ""]) => path).filter((path) => !isThere(path))).toEqual([]);
  },
);

/** As GitHub and npm make them from headings. */
function anchors(page: Page): string[] {
  return page.outline.map(({ heading }) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
}
