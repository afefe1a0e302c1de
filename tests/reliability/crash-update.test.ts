import { moments, victims } from "../support/crash";
import { type CrashStory, playCrash } from "../support/crash-story";
import { onEachEngine } from "../support/world";

/** The killed updates. */
const stories = (Object.keys(moments) as CrashStory["moment"][]).flatMap((moment) =>
  victims.map((victim) => ({ verb: "update" as const, moment, victim })),
);

describe("an update killed", () => {
  for (const story of stories) {
    // The plugin plays the killed creates: how a process ends is the same for both verbs.
    onEachEngine(
      `${story.moment}, ${story.victim}: is recovered with one apply`,
      (world) => playCrash(world, story),
      { adapters: ["dynamic"] },
    );
  }
});
