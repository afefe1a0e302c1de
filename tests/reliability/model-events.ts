import { Base, restart } from "./model-commands";
import { type Armed, isLagging, type Model } from "./model-operation";
import type { Content } from "./model-oracle";
import type { ModelWorld } from "./model-world";

/** Somebody edits in the web console. */
export class ConsoleEdit extends Base {
  constructor(
    readonly env: string,
    readonly content: Partial<Content>,
  ) {
    super();
  }

  async run(model: Model, world: ModelWorld): Promise<void> {
    world.emulator.editInConsole(this.env, this.content);
    for (const env of Object.keys(model.live)) model.live[env] = world.live(env);
    return Promise.resolve();
  }
}

/** Something will go wrong, or happen elsewhere, during the next operation. */
export class Arm extends Base {
  constructor(readonly armed: Armed) {
    super();
  }

  override check({ armed, isRaceable }: Readonly<Model>): boolean {
    if (this.armed.kind === "edit" && !isRaceable) return false;
    if (armed.length === 0) return true;
    const all = [...armed, this.armed];
    // What else goes wrong beside a foreign edit could make of it an edit nobody can see. And two reads
    // that lag behind a lost reply or a foreign edit make the provider take its refusal for one of the
    // other reading of `version`: a limit of `auto`, not of this model.
    return (
      all.every(({ kind }) => kind === "fault") &&
      all.filter(isLagging).length < 2 &&
      !all.some(isLaggingLong)
    );
  }

  async run(model: Model): Promise<void> {
    model.armed.push(this.armed);
    return Promise.resolve();
  }
}

/** The token changes between two operations; `dies`: and the source has no other. */
export class Token extends Base {
  constructor(readonly event: "rolls" | "dies") {
    super();
  }

  async run(model: Model, world: ModelWorld): Promise<void> {
    if (this.event === "rolls") world.rollToken();
    else world.killToken();
    model.isTokenDead = this.event === "dies";
    return Promise.resolve();
  }
}

/** The process ends between two operations, and another one begins. */
export class Crash extends Base {
  async run(model: Model, world: ModelWorld): Promise<void> {
    restart(model, world);
    return Promise.resolve();
  }
}

function isLaggingLong(armed: Armed): boolean {
  return armed.kind === "fault" && armed.isLasting && isLagging(armed);
}
