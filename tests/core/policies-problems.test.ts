import { policiesProblems } from "../../provider/core/policies-problems";

const one = (given: unknown) => ({ environments: { e: given } });
const noEnvironment =
  "environments must be an object with the paths of at least one environment, by its id";
const notOfOne =
  "is not an input; use one of apiWhitelist, onConflict, onDelete, restoreTo, aliases";
const notOfAll =
  "is not an input; use one of authorizerAppId, open, onConflict, onDelete, environments";
const noList = 'environments["e"] must be a list of paths, or an object with apiWhitelist';
const noObjectKeepsIt = JSON.parse('{ "__proto__": [] }') as object;

it.each<[unknown, string[]]>([
  [undefined, ["the arguments must be an object"]],
  [null, ["the arguments must be an object"]],
  [["/a"], ["the arguments must be an object"]],
  [{ open: true }, [noEnvironment]],
  [{ environments: {} }, [noEnvironment]],
  [{ environments: null }, [noEnvironment]],
  [{ environments: ["e"] }, [noEnvironment]],
  [{ environments: { "": [] } }, ['environments[""] is not an environment\'s id']],
  [{ environments: noObjectKeepsIt }, ['environments["__proto__"] is not an environment\'s id']],
  [
    one({ apiWhitelist: [], open: false }),
    ['environments["e"].open is the whole account\'s switch: give it beside environments'],
  ],
  [one({ apiWhitelist: [], onDestroy: "revoke" }), [`environments["e"].onDestroy ${notOfOne}`]],
  [one({ apiWhitelist: [], onDestroy: undefined, env: null }), []],
  [one("/a"), [noList]],
  [one(null), [noList]],
  [{ ...one(7), env: "e" }, [`env ${notOfAll}`, noList]],
  [{ environments: { e: [], f: "/a" } }, [noList.replace('"e"', '"f"')]],
  [
    { ...one(["/a"]), authorizerAppId: "wx1", open: true, onConflict: "fail", onDelete: "retain" },
    [],
  ],
  [
    one({ apiWhitelist: [], onConflict: "fail", onDelete: "retain", restoreTo: [], aliases: [] }),
    [],
  ],
])("a component's arguments %j have the problems %j", (args, problems) => {
  expect(policiesProblems(args, Array.isArray)).toEqual(problems);
});
