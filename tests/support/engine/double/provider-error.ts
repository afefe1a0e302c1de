import type { Props } from "../value";

/** What a provider says of a resource that it has made or read. */
export interface Made {
  outputs: Props;
  /** Whether the engine is to read it before every preview and up. */
  refreshBeforeUpdate: boolean;
}

/** A call that a provider refused; `partial` if the resource exists all the same. */
export class ProviderError extends Error {
  constructor(
    message: string,
    readonly partial?: Made & { id: string; inputs: Props; reasons: string[] },
  ) {
    super(message);
  }
}
