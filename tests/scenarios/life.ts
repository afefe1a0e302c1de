import { a, b, changed, made, original, same, text, type Scenario } from "./scenario";

/** What a resource goes through while nothing goes wrong. */
export const lifeScenarios: Scenario[] = [
  {
    claim: "create writes the program's order once, and another order is no change",
    steps: ({ env }) => [
      {
        verb: "check",
        inputs: { apiWhitelist: ["/b", "/a", "/b"] },
        outcome: { inputs: { env, apiWhitelist: ["/b", "/a"] }, failures: [], sent: "" },
      },
      {
        verb: "create",
        inputs: { apiWhitelist: ["/b", "/a", "/b"] },
        outcome: {
          state: {
            env,
            apiWhitelist: ["/b", "/a"],
            open: true,
            version: 2,
            managesOpen: false,
            original,
          },
          sent: "get set get",
          remote: ["/b", "/a"],
        },
      },
      {
        verb: "diff",
        inputs: { apiWhitelist: ["/a", "/b"] },
        outcome: { diff: same, sent: "" },
      },
    ],
  },
  {
    claim: "create adopts what is there, and delete has nothing to put back",
    steps: () => [
      {
        verb: "create",
        inputs: { apiWhitelist: ["/*"] },
        outcome: { state: { version: 1, original }, sent: "get" },
      },
      { verb: "delete", outcome: { state: undefined, sent: "get", remote: ["/*"] } },
    ],
  },
  {
    claim: "update writes what changed and keeps what was there at first",
    steps: () => [
      made,
      { verb: "diff", inputs: b, outcome: { diff: changed, sent: "" } },
      {
        verb: "update",
        inputs: b,
        outcome: { state: { ...b, version: 3, original }, sent: "get set get", remote: ["/b"] },
      },
    ],
  },
  {
    claim: "read shows drift in state and in the program's inputs, and update heals it",
    steps: ({ env, account }) => {
      const own = { authorizerAppId: account, open: true, onDelete: "retain" };
      const drift = { apiWhitelist: ["/z", "/y"], open: false };
      return [
        { ...made, inputs: { ...a, ...own } },
        {
          verb: "read",
          console: { apiWhitelist: ["/z", "/y"], open: false },
          outcome: {
            state: { ...drift, version: 3, original },
            inputs: { env, ...own, ...drift },
            sent: "get",
          },
        },
        { verb: "diff", inputs: { ...a, ...own }, outcome: { diff: changed, sent: "" } },
        {
          verb: "update",
          inputs: { ...a, ...own },
          outcome: { state: { ...a, version: 4 }, sent: "get set get", remote: ["/a"], open: true },
        },
      ];
    },
  },
  {
    claim: "update fails if somebody else changed the policy, and overwrites if told to",
    steps: () => [
      made,
      {
        verb: "update",
        inputs: b,
        console: { apiWhitelist: ["/z"] },
        outcome: {
          error: text("somebody else changed apiWhitelist (added /z; removed /a)"),
          state: { ...a, version: 2 },
          sent: "get",
          remote: ["/z"],
        },
      },
      {
        verb: "update",
        inputs: { ...b, onConflict: "overwrite" },
        outcome: { state: { ...b, original }, sent: "get set get", remote: ["/b"] },
      },
    ],
  },
  {
    claim: "update of settings alone sends nothing, and delete follows them",
    steps: () => [
      made,
      {
        verb: "update",
        inputs: { ...a, onDelete: "retain", restoreTo: ["/r"] },
        outcome: { state: { onDelete: "retain", restoreTo: ["/r"], version: 2 }, sent: "" },
      },
      {
        verb: "update",
        inputs: { ...a, restoreTo: ["/r"] },
        outcome: { state: { restoreTo: ["/r"], original }, sent: "" },
      },
      { verb: "delete", outcome: { sent: "get set get", remote: ["/r"] } },
    ],
  },
  {
    claim: "naming the account later is an update that writes nothing",
    steps: ({ account }) => [
      made,
      {
        verb: "diff",
        inputs: { ...a, authorizerAppId: account },
        outcome: { diff: changed, sent: "" },
      },
      {
        verb: "update",
        inputs: { ...a, authorizerAppId: account },
        outcome: { state: { authorizerAppId: account, version: 2, original }, sent: "get" },
      },
    ],
  },
  {
    claim: "the account's switch is put back once no resource gives it",
    steps: ({ account }) => {
      const own = { ...a, authorizerAppId: account };
      return [
        {
          verb: "create",
          inputs: { ...own, open: false },
          outcome: {
            state: { open: false, managesOpen: true, original },
            open: false,
            remote: ["/a"],
          },
        },
        { verb: "diff", inputs: own, outcome: { diff: changed } },
        { verb: "delete", outcome: { open: true, remote: ["/*"] } },
      ];
    },
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
      { verb: "delete", outcome: { sent: "get set get", remote: ["/*"] } },
      {
        verb: "create",
        inputs: { env: other, ...b },
        outcome: { state: { env: other, ...b }, sent: "get set get" },
      },
      { verb: "diff", inputs: { env, ...b }, outcome: { diff: { ...changed, replaces: ["env"] } } },
    ],
  },
];
