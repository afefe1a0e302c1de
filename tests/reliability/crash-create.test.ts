import { moments, victims } from "../support/crash";
import { type CrashStory, playCrash } from "../support/crash-story";
import { onEachEngine } from "../support/world";

/** The killed creates. */
const stories = (Object.keys(moments) as CrashStory["moment"][]).flatMap((moment) =>
  victims.map((victim) => ({ verb: "create" as const, moment, victim })),
);

describe("a create killed", () => {
  for (const story of stories) {
    onEachEngine(`${story.moment}, ${story.victim}: is recovered with one apply`, (world) =>
      playCrash(world, story),
    );
  }
});
