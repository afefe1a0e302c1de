import type { Job } from "./operation";
import { runJob } from "./run-job";

/** Runs a step in a process of its own: a JSON job as the argument, its result as JSON on stdout. */
void runJob(JSON.parse(process.argv[2] ?? "") as Job).then((result) => {
  process.stdout.write(JSON.stringify(result));
});
