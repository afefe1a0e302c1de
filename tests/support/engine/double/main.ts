import type { Job } from "./operation";
import { runJob } from "./run-job";

/** The double as a process of its own: one step from a JSON job on the command line, its result as JSON on stdout. */
async function main(text: string): Promise<void> {
  process.stdout.write(JSON.stringify(await runJob(JSON.parse(text) as Job)));
}

void main(process.argv[2] ?? "");
