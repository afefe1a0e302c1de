/** Waits until the schedule lets this request through. */
export type Turn = (label: string) => Promise<void>;

/** The orders in which requests are handled; answers come at once, which makes all orders playable. */
export function onArrival(turn: Turn): Turn {
  return (label) => (label.endsWith("answered") ? Promise.resolve() : turn(label));
}

/**
 * Plays a scene once for each order in which its turns can be taken, and says how many those were.
 * The scene must depend on nothing but the order.
 */
export async function inEveryOrder(play: (turn: Turn) => Promise<void>): Promise<number> {
  const choices: Choice[] = [];
  for (let orders = 1; ; orders++) {
    await inOneOrder(play, choices);
    const next = choices.findLastIndex(({ taken, waiting }) => taken + 1 < waiting);
    const choice = choices[next];
    if (!choice) return orders;
    choices.length = next + 1;
    choice.taken += 1;
  }
}

/** One point of the scene: how many turns were waiting, and which of them was let through. */
interface Choice {
  taken: number;
  waiting: number;
}

/** Follows the choices as far as they are given, then takes the first turn and notes that. */
async function inOneOrder(play: (turn: Turn) => Promise<void>, choices: Choice[]): Promise<void> {
  const waiting: (() => void)[] = [];
  const progress = { isOver: false };
  const turn = () => new Promise<void>((resolve) => waiting.push(resolve));
  const scene = play(turn).finally(() => (progress.isOver = true));
  for (let step = 0; ; step++) {
    // Everything goes on that needs no turn.
    for (let round = 0; round < 4; round++) await new Promise(setImmediate);
    if (progress.isOver) break;
    const choice = (choices[step] ??= { taken: 0, waiting: waiting.length });
    const [letThrough] = waiting.splice(choice.taken, 1);
    if (!letThrough) throw new Error("nothing waits, and the scene is not over");
    letThrough();
  }
  await scene;
}
