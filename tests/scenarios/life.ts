import {
  a,
  b,
  changed,
  made,
  original,
  same,
  stored,
  text,
  written,
  wroteOver,
  type Scenario,
} from "./scenario";

/** What a resource goes through while nothing goes wrong. */
export const lifeScenarios: Scenario[] = [
  {
    claim: "create writes the program's order once, and another order is no change",
    steps: (place) => {
      const doubled = { apiWhitelist: ["/b", "/a", "/b"] };
      const inputs = { env: place.env, apiWhitelist: ["/b", "/a"] };
      const state = stored(place, inputs);
      const outcome = { ...written("/b", "/a"), state, warnings: wroteOver };
      return [
        { verb: "check", inputs: doubled, outcome: { inputs, failures: [], sent: "" } },
        { verb: "create", inputs: doubled, outcome },
        {
          verb: "diff",
          inputs: { apiWhitelist: ["/a", "/b"] },
          outcome: { diff: same, sent: "" },
        },
        { verb: "read", outcome: { state, inputs, sent: "get" } },
      ];
    },
  },
  {
    claim: "create adopts what is there in another order, and delete has nothing to put back",
    steps: (place) => {
      const declared = { apiWhitelist: ["/b", "/a"] };
      const found = { open: true, apiWhitelist: ["/a", "/b"] };
      return [
        {
          verb: "create",
          inputs: declared,
          console: { apiWhitelist: ["/a", "/b", "/a"] },
          outcome: { state: stored(place, { ...declared, original: found }), sent: "get" },
        },
        { verb: "delete", outcome: { state: undefined, sent: "get" } },
      ];
    },
  },
  {
    claim: "update writes what changed, adopts what is there, and keeps what was there at first",
    steps: (place) => {
      const c = { apiWhitelist: ["/c"] };
      return [
        made,
        { verb: "diff", inputs: b, outcome: { diff: changed, sent: "" } },
        {
          verb: "update",
          inputs: b,
          outcome: { state: stored(place, { ...b, version: 3 }), ...written("/b") },
        },
        {
          verb: "update",
          inputs: c,
          console: c,
          outcome: { state: stored(place, { ...c, version: 4 }), sent: "get" },
        },
        { verb: "delete", outcome: written("/*") },
      ];
    },
  },
  {
    claim: "read shows drift in state and in the program's inputs, and update heals it",
    steps: (place) => {
      const own = { authorizerAppId: place.account, open: true, onDelete: "retain" };
      const drift = { apiWhitelist: ["/z", "/y"], open: false };
      const state = stored(place, { ...own, managesOpen: true });
      return [
        { ...made, inputs: { ...a, ...own } },
        {
          verb: "read",
          console: { apiWhitelist: ["/z", "/y"], open: false },
          outcome: {
            state: { ...state, ...drift, version: 3 },
            inputs: { env: place.env, ...own, ...drift },
            sent: "get",
          },
        },
        { verb: "diff", inputs: { ...a, ...own }, outcome: { diff: changed, sent: "" } },
        {
          verb: "update",
          inputs: { ...a, ...own },
          outcome: { state: { ...state, version: 4 }, ...written("/a"), open: true },
        },
      ];
    },
  },
  {
    claim: "update fails if somebody else changed the policy, and overwrites if told to",
    steps: (place) => [
      made,
      {
        verb: "update",
        inputs: b,
        console: { apiWhitelist: ["/z"] },
        outcome: {
          error: text(
            "update failed: somebody else changed apiWhitelist (added /z; removed /a). Run `pulumi refresh`, " +
              'review what changed and run this again, or set onConflict to "overwrite"',
          ),
          state: stored(place),
          sent: "get",
          remote: ["/z"],
        },
      },
      {
        verb: "update",
        inputs: { ...b, onConflict: "overwrite" },
        outcome: {
          state: stored(place, { ...b, onConflict: "overwrite", version: 4 }),
          ...written("/b"),
        },
      },
    ],
  },
  {
    claim: "update of settings alone sends nothing, and delete follows them",
    steps: (place) => [
      made,
      {
        verb: "update",
        inputs: { ...a, onDelete: "retain", restoreTo: ["/r"] },
        outcome: { state: stored(place, { onDelete: "retain", restoreTo: ["/r"] }), sent: "" },
      },
      {
        verb: "update",
        inputs: { ...a, restoreTo: ["/r"] },
        outcome: { state: stored(place, { restoreTo: ["/r"] }), sent: "" },
      },
      { verb: "delete", outcome: written("/r") },
    ],
  },
  {
    claim: "naming the account later is an update that writes nothing",
    steps: (place) => {
      const named = { authorizerAppId: place.account };
      return [
        made,
        { verb: "diff", inputs: { ...a, ...named }, outcome: { diff: changed, sent: "" } },
        {
          verb: "update",
          inputs: { ...a, ...named },
          outcome: { state: stored(place, named), sent: "get" },
        },
      ];
    },
  },
  {
    claim: "giving the account's switch as it is, and no more, writes nothing",
    steps: (place) => [
      made,
      {
        verb: "update",
        inputs: { ...a, open: true },
        outcome: { state: stored(place, { managesOpen: true }), sent: "get" },
      },
      { verb: "update", inputs: a, outcome: { state: stored(place), sent: "get" } },
    ],
  },
  {
    claim: "the account's switch is put back once no resource gives it",
    steps: (place) => {
      const own = { ...a, authorizerAppId: place.account, restoreTo: ["/r"] };
      const state = stored(place, { ...own, open: false, managesOpen: true });
      return [
        {
          ...made,
          inputs: { ...own, open: false },
          outcome: { ...made.outcome, state, open: false },
        },
        { verb: "diff", inputs: own, outcome: { diff: changed } },
        {
          verb: "delete",
          outcome: {
            ...written("/r"),
            open: true,
            warnings: [
              text(
                "delete opens the account's switch again, for all its environments: it was open before this " +
                  "stack began to give it",
              ),
            ],
          },
        },
      ];
    },
  },
  {
    claim: "the account's switch is sent back as it is now if the program does not give it",
    steps: (place) => [
      {
        ...made,
        console: { open: false },
        outcome: {
          ...written("/a"),
          state: stored(place, { open: false, version: 3, original: { ...original, open: false } }),
          open: false,
          warnings: [...wroteOver, text("the account's switch is closed (open: false)")],
        },
      },
      {
        verb: "update",
        inputs: b,
        console: { open: true },
        outcome: { ...written("/b"), open: true },
      },
      { verb: "delete", console: { open: false }, outcome: { ...written("/*"), open: false } },
    ],
  },
  {
    claim: "another environment is a replacement, and the old one is put back",
    steps: ({ env, other }) => [
      made,
      {
        verb: "diff",
        inputs: { env: other, ...a },
        outcome: { diff: { hasChanges: true, replaces: ["env"] }, sent: "" },
      },
      { verb: "delete", outcome: written("/*") },
      {
        verb: "create",
        inputs: { env: other, ...b },
        outcome: {
          state: stored({ env: other }, b),
          sent: "get set get",
          warnings: wroteOver,
        },
      },
      { verb: "diff", inputs: { env, ...b }, outcome: { diff: { ...changed, replaces: ["env"] } } },
    ],
  },
];
