import * as scenario from "./scenario";
import { a, b, changed, check, create, diff, made, original, read, remove } from "./scenario";
import { replaced, same, stored, text, update, written, wroteOver } from "./scenario";

/** What a resource goes through while nothing goes wrong. */
export const lifeScenarios: scenario.Scenario[] = [
  {
    claim: "create writes the program's order once, and another order is no change",
    steps: (place) => {
      const doubled = { apiWhitelist: ["/b", "/a", "/b"] };
      const inputs = { env: place.env, apiWhitelist: ["/b", "/a"] };
      const state = stored(place, inputs);
      return [
        check(doubled, { inputs, failures: [], sent: "" }),
        create(doubled, { state, ...wroteOver("/b", "/a") }),
        diff({ apiWhitelist: ["/a", "/b"] }, same),
        read({ state, inputs, sent: "get" }),
      ];
    },
  },
  {
    claim: "create adopts what is there in another order, and delete has nothing to put back",
    steps: (place) => {
      const declared = { apiWhitelist: ["/b", "/a"] };
      const found = { open: true, apiWhitelist: ["/a", "/b"] };
      const state = stored(place, { ...declared, original: found });
      return [
        create(declared, { state, sent: "get" }, { console: { apiWhitelist: ["/a", "/b", "/a"] } }),
        remove({ state: undefined, sent: "get" }),
      ];
    },
  },
  {
    claim: "update writes what changed, adopts what is there, and keeps what was there at first",
    steps: (place) => {
      const c = { apiWhitelist: ["/c"] };
      return [
        made,
        diff(b, changed),
        update(b, { state: stored(place, { ...b, version: 3 }), ...written("/b") }),
        update(c, { state: stored(place, { ...c, version: 4 }), sent: "get" }, { console: c }),
        remove(written("/*")),
      ];
    },
  },
  {
    claim: "read shows drift in state and in the program's inputs, and update heals it",
    steps: (place) => {
      const own = { authorizerAppId: place.account, open: true, onDelete: "retain" };
      const drift = { apiWhitelist: ["/z", "/y"], open: false };
      const state = stored(place, { ...own, managesOpen: true });
      const drifted = {
        state: { ...state, ...drift, version: 3 },
        inputs: { env: place.env, ...own, ...drift },
        sent: "get",
      };
      return [
        { ...made, inputs: { ...a, ...own } },
        read(drifted, { console: drift }),
        diff({ ...a, ...own }, changed),
        update({ ...a, ...own }, { state: { ...state, version: 4 }, ...written("/a"), open: true }),
      ];
    },
  },
  {
    claim: "update fails if somebody else changed the policy, and overwrites if told to",
    steps: (place) => {
      const error = text(
        "update failed: somebody else changed apiWhitelist (added /z; removed /a). Run `pulumi refresh`, review " +
          'what changed and run this again, or set onConflict to "overwrite"',
      );
      const overwriting = { ...b, onConflict: "overwrite" };
      const refused = { error, state: stored(place), sent: "get", remote: ["/z"] };
      return [
        made,
        update(b, refused, { console: { apiWhitelist: ["/z"] } }),
        update(overwriting, {
          state: stored(place, { ...overwriting, version: 4 }),
          ...written("/b"),
        }),
      ];
    },
  },
  {
    claim: "update of settings alone sends nothing, and delete follows them",
    steps: (place) => {
      const restoring = { restoreTo: ["/r"] };
      const both = { ...restoring, onDelete: "retain" };
      return [
        made,
        update({ ...a, ...both }, { state: stored(place, both), sent: "" }),
        update({ ...a, ...restoring }, { state: stored(place, restoring), sent: "" }),
        remove(written("/r")),
      ];
    },
  },
  {
    claim: "naming the account later is an update that writes nothing",
    steps: (place) => {
      const named = { authorizerAppId: place.account };
      return [
        made,
        diff({ ...a, ...named }, changed),
        update({ ...a, ...named }, { state: stored(place, named), sent: "get" }),
      ];
    },
  },
  {
    claim: "giving the account's switch as it is, and no more, writes nothing",
    steps: (place) => [
      made,
      update({ ...a, open: true }, { state: stored(place, { managesOpen: true }), sent: "get" }),
      update(a, { state: stored(place), sent: "get" }),
    ],
  },
  {
    claim: "the account's switch is put back once no resource gives it",
    steps: (place) => {
      const own = { ...a, authorizerAppId: place.account, restoreTo: ["/r"] };
      const state = stored(place, { ...own, open: false, managesOpen: true });
      const warning = text(
        "delete opens the account's switch again, for all its environments: it was open before this stack began " +
          "to give it",
      );
      return [
        create({ ...own, open: false }, { state, ...wroteOver("/a"), open: false }),
        diff(own, changed),
        remove({ ...written("/r"), open: true, warnings: [warning] }),
      ];
    },
  },
  {
    claim: "the account's switch is sent back as it is now if the program does not give it",
    steps: (place) => {
      const closed = { open: false };
      const state = stored(place, { ...closed, version: 3, original: { ...original, ...closed } });
      const { warnings = [], ...sent } = wroteOver("/a");
      const told = [...warnings, text("the account's switch is closed (open: false)")];
      return [
        create(a, { state, ...sent, ...closed, warnings: told }, { console: closed }),
        update(b, { ...written("/b"), open: true }, { console: { open: true } }),
        remove({ ...written("/*"), ...closed }, { console: closed }),
      ];
    },
  },
  {
    claim: "another environment is a replacement, and the old one is put back",
    steps: ({ env, other }) => [
      made,
      diff({ env: other, ...a }, replaced),
      remove(written("/*")),
      create({ env: other, ...b }, { ...wroteOver("/*"), state: stored({ env: other }, b) }),
      diff({ env, ...b }, replaced),
    ],
  },
];
