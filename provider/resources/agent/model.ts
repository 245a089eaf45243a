/** The model of an agent or subagent, which the API has as one string: a Playground configuration has no colon. */
import { type ModelInputs, modelOfId } from "../../schema/inputs/model";

export function modelToWire(model: ModelInputs): string {
  return typeof model === "string" ? model : model.playground;
}

/** `undefined` where no model is set. */
export function modelFromWire(modelId: string | undefined): ModelInputs | undefined {
  return modelId ? modelOfId(modelId) : undefined;
}
