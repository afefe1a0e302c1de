import { isSettingsOnly } from "../../core/changes";
import type { PolicyInputs, PolicyState } from "../../core/policy";
import { hasUnknown, type RawInputs } from "../../core/validation";
import { UNKNOWN } from "../../core/constants";

const isUnknown = (value: unknown) => value === UNKNOWN;

/** The outputs as far as a preview can tell them; what only WeChat knows is unknown. */
export function expectedOutputs(inputs: RawInputs, before?: PolicyState): Record<string, unknown> {
  const isWritten = !before || !isSettingsOnly(before, inputs as unknown as PolicyInputs);
  const managesOpen = inputs["open"] !== undefined;
  const { apiWhitelist } = inputs;
  return {
    ...inputs,
    apiWhitelist: hasUnknown(apiWhitelist, isUnknown) ? UNKNOWN : apiWhitelist,
    open: inputs["open"] ?? before?.open ?? UNKNOWN,
    managesOpen,
    version: isWritten ? UNKNOWN : before.version,
    original: before?.managesOpen === managesOpen ? before.original : UNKNOWN,
  };
}
