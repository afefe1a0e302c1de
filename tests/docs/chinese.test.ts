import { Page, readme } from "./page";

const chinese = new Page("README.zh-CN.md");

/** How deep each heading is, in order. */
const levels = ({ outline }: Page) => outline.map(({ level }) => level);
/** The first cell of each row of each table that is code, not words: a key, a variable, a message. */
const keys = ({ text }: Page) => [...text.matchAll(/^\| (`[^`|]*`) *\|/gm)].map(([, key]) => key);
const links = ({ text }: Page) =>
  [...text.matchAll(/\]\(((?:https:|docs\/|[A-Z])[^)]*)\)/g)].map(([, link]) => link).sort();

describe("the README in Chinese", () => {
  it("has the blocks of code of the English one", () => {
    expect(chinese.blocks()).toEqual(readme.blocks());
  });

  it("has its headings, level by level", () => {
    expect(levels(chinese)).toEqual(levels(readme));
  });

  it("has its tables, with the same keys", () => {
    expect(keys(chinese)).toEqual(keys(readme));
    expect(keys(readme)).toContain("`accessTokenFile`");
    const rows = ({ text }: Page) => text.match(/^\|/gm)?.length;
    expect(rows(chinese)).toBe(rows(readme));
  });

  it("leads to the same pages, and each README to the other", () => {
    const others = (page: Page) => links(page).filter((link) => !link?.startsWith("README"));
    expect(others(chinese)).toEqual(others(readme));
    expect(links(chinese)).toContain("README.md");
    expect(links(readme)).toContain("README.zh-CN.md");
  });
});
