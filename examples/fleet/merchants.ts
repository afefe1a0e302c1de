import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";

/** A line of the file: an environment of a merchant's mini program, and what it may call. */
export interface Merchant {
  authorizerAppId: string;
  env: string;
  group: string;
}

/** The environments of each account, by app id. The file is looked for beside this one. */
export function readMerchants(file: string): Map<string, Merchant[]> {
  const text = readFileSync(resolve(__dirname, file));
  // `bom`: spreadsheets put a mark in front of the first column's name.
  const lines = parse<Merchant>(text, { columns: true, bom: true, trim: true });
  const seen = new Set<string>();
  const accounts = new Map<string, Merchant[]>();
  for (const line of lines) {
    if (seen.has(line.env)) throw new Error(`${file} has the environment ${line.env} twice`);
    seen.add(line.env);
    accounts.set(line.authorizerAppId, [...(accounts.get(line.authorizerAppId) ?? []), line]);
  }
  return accounts;
}
