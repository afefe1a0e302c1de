/** Looks until it is so, and gives up after a while: a test that waits in vain must end. */
export async function soon(isSo: () => boolean, withinMs = 10_000): Promise<void> {
  const begun = performance.now();
  while (!isSo()) {
    const waited = performance.now() - begun;
    if (waited > withinMs) throw new Error(`it was not so within ${withinMs} ms`);
    // At first at once, for what is so for a moment only; then without keeping a core busy.
    await new Promise((resolve) =>
      waited < 100 ? setImmediate(resolve) : setTimeout(resolve, 10),
    );
  }
}
