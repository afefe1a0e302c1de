import { createHash } from "node:crypto";

const MASK = (1n << 64n) - 1n;

/**
 * Which of so many shards an account belongs to, counted from 0. It stays there while accounts come and go,
 * and another number of shards moves as few as possible (jump consistent hash, Lamping and Veach 2014).
 */
export function shardOf(account: string, shards: number): number {
  let key = createHash("sha256").update(account).digest().readBigUInt64BE();
  let [shard, next] = [0, 0];
  while (next < shards) {
    shard = next;
    key = (key * 2862933555777941757n + 1n) & MASK;
    next = Math.floor((shard + 1) * (2 ** 31 / Number((key >> 33n) + 1n)));
  }
  return shard;
}

/** A shard's name, which its stack and files have: `01` is the first of up to 99. */
export function shardName(shard: number, shards: number): string {
  return String(shard + 1).padStart(Math.max(2, String(shards).length), "0");
}
