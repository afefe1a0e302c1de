/** Runs work with these environment variables, and puts back what there was. */
export async function withEnvironment(
  variables: Record<string, string>,
  work: () => Promise<void>,
): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    await work();
  } finally {
    // A variable that was not there is gone again, so the object is replaced, not the values.
    process.env = before;
  }
}
