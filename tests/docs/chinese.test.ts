import { basename } from "node:path";
import { inputsOutputs, Page, readme } from "./page";

/** How deep each heading is, in order. */
const levels = ({ outline }: Page) => outline.map(({ level }) => level);
/** The first cell of each row of each table that is code, not words: a key, a variable, a message. */
const keys = ({ text }: Page) => [...text.matchAll(/^\| (`[^`|]*`) *\|/gm)].map(([, key]) => key);
/** The blocks of code, but for the words of their comments. */
const blocks = (page: Page) =>
  page.blocks().map(({ language, code }) => [language, code.replace(/(#|\/\/) .*$/gm, "$1")]);
const rows = ({ text }: Page) => text.match(/^\|/gm)?.length;
const translated = [
  readme,
  inputsOutputs,
  new Page("docs/authentication.md"),
  new Page("docs/platform.md"),
  new Page("docs/limits.md"),
  new Page("docs/errors.md"),
];

const names = translated.map((page) => basename(page.file));

/** Where its links lead, whatever the language of the page there: an anchor of one in both is a word of it. */
const links = ({ text }: Page) =>
  [...text.matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)]
    .map(([, link = "", anchor = ""]) => {
      const page = link.replace(".zh-CN.md", ".md");
      return names.includes(basename(page)) ? page : `${page}${anchor}`;
    })
    .sort();

describe.each(translated.map((page) => [page.file, page] as const))(
  "%s in Chinese",
  (file, english) => {
    const chinese = new Page(file.replace(".md", ".zh-CN.md"));
    const name = basename(file, ".md");

    it("has the same blocks of code, levels of headings, and tables with their keys", () => {
      const parts = (page: Page) => [blocks(page), levels(page), keys(page), rows(page)];
      expect(parts(chinese)).toEqual(parts(english));
    });

    it("leads to the same pages, and each to the other", () => {
      const others = (page: Page) => links(page).filter((link) => link !== `${name}.md`);
      expect(others(chinese)).toEqual(others(english));
      expect(chinese.text).toContain(`[English](${name}.md)`);
      expect(english.text).toContain(`[简体中文](${name}.zh-CN.md)`);
    });

    it("leads to Chinese pages if there are some", () => {
      const linked = [...chinese.text.matchAll(/\]\(([^)#]+)/g)];
      const found = linked.map(([, link = ""]) => basename(link));
      const english = new Set(found.filter((link) => names.includes(link)));
      expect([...english]).toEqual([`${name}.md`]);
    });
  },
);

it("the keys of a table are found", () => {
  expect(keys(inputsOutputs)).toContain("`accessTokenFile`");
});
