import { moments, victims } from "../support/crash";
import { type CrashStory, playCrash } from "../support/crash-story";
import { adapters, onEachEngine } from "../support/world";

describe.each(["create", "update"] as const)("a killed %s", (verb) => {
  for (const moment of Object.keys(moments) as CrashStory["moment"][])
    for (const victim of victims)
      onEachEngine(
        `is recovered with one apply: ${victim}, ${moment}`,
        (world) => playCrash(world, { verb, moment, victim }),
        // A process ends in the same way for both verbs: one adapter is enough for the update.
        { adapters: verb === "create" ? adapters : ["dynamic"], isRacy: true },
      );
});
