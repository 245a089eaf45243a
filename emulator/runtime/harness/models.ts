/** The chat model of an agent or subagent. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { initChatModel } from "langchain";
import type { ModelOptions } from "../../models/models";
import { RunFailure } from "../run-failure";
import { ScriptedModel } from "./scripted-model";

export async function createModel(options: ModelOptions, agent: string, modelId: string): Promise<BaseChatModel> {
  if (options.mode === "scripted") return new ScriptedModel({ agent, modelId, script: options.script });
  if (!modelId.includes(":")) {
    throw new RunFailure(
      "ModelError",
      `Set the agent's model_id to '{provider}:{model}', for example 'openai:gpt-5.4-mini': '${modelId}' names no provider`,
    );
  }
  try {
    return await initChatModel(modelId);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunFailure(
      "ModelError",
      `'${modelId}' cannot be used: ${reason} (--models live needs the provider's LangChain package beside ` +
        "pulumi-deepagents, and its API key in the environment of the emulator)",
    );
  }
}
