import Table from "cli-table3";
import { stringify } from "csv-stringify/sync";
import { inOneLine } from "../output";
import type { Inventory, Row } from "./row";

export const formats = ["table", "json", "csv"] as const;
export type Format = (typeof formats)[number];

const columns = [
  ...["account", "name", "env", "alias", "kind", "status"],
  ...["open", "version", "apiWhitelist", "findings"],
] as readonly (keyof Row)[];

/** An inventory as a text that ends with a line end. */
export function formatted(inventory: Inventory, format: Format): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(inventory, undefined, 2)}\n`;
    case "csv":
      return stringify(
        inventory.rows.map((row) => columns.map((column) => harmless(cell(row, column)))),
        { header: true, columns: [...columns] },
      );
    case "table":
      return table(inventory.rows);
  }
}

function cell(row: Row, column: keyof Row): string {
  const value = row[column];
  if (value === null) return "";
  return inOneLine(
    Array.isArray(value) ? value.join(column === "findings" ? "; " : " ") : String(value),
  );
}

/** A spreadsheet would take such a text for a formula. */
function harmless(text: string): string {
  return /^[=+\-@]/.test(text) ? `'${text}` : text;
}

/** How many paths of a whitelist a table shows. */
const MOST_PATHS = 3;

function table(rows: readonly Row[]): string {
  const head = columns.filter((column) => rows.some((row) => cell(row, column) !== ""));
  const plain = { head: [], border: [], compact: true };
  const chars = Object.fromEntries(
    ["top", "bottom", "left", "right", "mid", "middle"].flatMap((side) =>
      ["", "-left", "-mid", "-right"].map((end) => [`${side}${end}`, ""]),
    ),
  );
  const shown = new Table({ head: [...head], chars: { ...chars, middle: "" }, style: plain });
  for (const row of rows) shown.push(head.map((column) => short(row, column)));
  const lines = shown.toString().split("\n");
  return `${lines.map((line) => line.trim()).join("\n")}\n`;
}

function short(row: Row, column: keyof Row): string {
  const paths = row.apiWhitelist;
  if (column !== "apiWhitelist" || !paths || paths.length <= MOST_PATHS) return cell(row, column);
  const shown = cell({ ...row, apiWhitelist: paths.slice(0, MOST_PATHS) }, column);
  return `${shown} and ${paths.length - MOST_PATHS} more`;
}
