/** The chat models of agents: scripted ones, which need no account and always answer the same way, and live ones. */
import { setTimeout as sleep } from "node:timers/promises";
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
  type LangSmithParams,
} from "@langchain/core/language_models/chat_models";
import {
  AIMessageChunk,
  type BaseMessage,
  isAIMessage,
  isHumanMessage,
  isToolMessage,
  type UsageMetadata,
} from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { initChatModel } from "langchain";
import { builtInTurn, findTurn, type ModelOptions, type Script, type Turn } from "../models";
import { RunFailure } from "../run";

/** The chat model of an agent or subagent. */
export async function createModel(options: ModelOptions, agent: string, modelId: string): Promise<BaseChatModel> {
  if (options.mode === "scripted") {
    return new ScriptedModel({ agent, modelId, script: options.script });
  }
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
      `'${modelId}' cannot be used: ${reason} (--models live needs the provider's LangChain package next to ` +
        "pulumi-deepagents-emulator, and its API key in the environment of the emulator)",
    );
  }
}

interface ScriptedCallOptions extends BaseChatModelCallOptions {
  tools?: BindToolsInput[];
}

interface ScriptedModelFields {
  /** The agent or subagent that it speaks for. */
  agent: string;
  /** What the agent's `model_id` says; reported, not used. */
  modelId: string;
  script: Script | undefined;
}

/** How many characters count as one token. */
const CHARACTERS_PER_TOKEN = 4;

export class ScriptedModel extends BaseChatModel<ScriptedCallOptions, AIMessageChunk> {
  readonly #fields: ScriptedModelFields;

  constructor(fields: ScriptedModelFields) {
    super({});
    this.#fields = fields;
  }

  override _llmType(): string {
    return "scripted";
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools });
  }

  override getLsParams(options: this["ParsedCallOptions"]): LangSmithParams {
    const [provider = "", name = ""] = splitModelId(this.#fields.modelId);
    return { ...super.getLsParams(options), ls_provider: provider, ls_model_name: name };
  }

  override async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    let whole: ChatGenerationChunk | undefined;
    for await (const chunk of this._streamResponseChunks(messages, options, runManager)) {
      whole = whole === undefined ? chunk : whole.concat(chunk);
    }
    if (whole === undefined) {
      throw new Error("A scripted model said nothing");
    }
    return { generations: [whole] };
  }

  /** Sends the text word by word, then the tool calls, then the number of tokens. */
  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { say = "", tools = [], delay_ms: delay = 0, error } = this.#turn(messages, options.tools ?? []);
    if (delay > 0) {
      await sleep(delay, undefined, { signal: options.signal });
    }
    if (error !== undefined) {
      throw new Error(error);
    }
    for (const word of say.match(/\S+\s*|^\s+/g) ?? []) {
      const chunk = generation(new AIMessageChunk({ content: word }), word);
      yield chunk;
      await runManager?.handleLLMNewToken(word, undefined, undefined, undefined, undefined, { chunk });
    }
    // Ids are made from the place in the conversation, so that they are unique in it and the same in every run.
    const toolCallChunks = tools.map(({ name, args }, index) => ({
      name,
      args: JSON.stringify(args),
      id: `call_${String(messages.length)}_${String(index)}`,
      index,
      type: "tool_call_chunk" as const,
    }));
    const input = countTokens(messages.map(({ text }) => text));
    const output = countTokens([say, ...toolCallChunks.map(({ args }) => args)]);
    const usage: UsageMetadata = { input_tokens: input, output_tokens: output, total_tokens: input + output };
    const last = new AIMessageChunk({
      content: "",
      tool_call_chunks: toolCallChunks,
      usage_metadata: usage as never, // The class's own type requires details that its base type marks as optional.
      response_metadata: {
        model_name: splitModelId(this.#fields.modelId)[1],
        finish_reason: tools.length > 0 ? "tool_calls" : "stop",
      },
    });
    const chunk = generation(last, "");
    yield chunk;
    await runManager?.handleLLMNewToken("", undefined, undefined, undefined, undefined, { chunk });
  }

  #turn(messages: readonly BaseMessage[], tools: readonly BindToolsInput[]): Turn {
    const human = messages.findLastIndex((message) => isHumanMessage(message));
    const since = messages.slice(human + 1);
    const lastHuman = messages[human]?.text ?? "";
    const answered = since.filter((message) => isAIMessage(message)).length;
    const { agent, script } = this.#fields;
    const moment = { agent, last: messages.at(-1)?.text ?? "", lastHuman, answered };
    const scripted = script === undefined ? undefined : findTurn(script, moment);
    if (scripted !== undefined) {
      return scripted;
    }
    return builtInTurn({
      systemPrompt: firstBlock(messages.find(({ type }) => type === "system")),
      lastHuman,
      answered,
      results: since
        .filter((message) => isToolMessage(message))
        .map(({ name = "tool", text, status }) => ({ tool: name, text, failed: status === "error" })),
      tools: tools.map(toolName),
    });
  }
}

/** The agent's own part of the system prompt: middlewares append further blocks. */
function firstBlock(message: BaseMessage | undefined): string {
  if (message === undefined || typeof message.content === "string") {
    return message?.text ?? "";
  }
  const [block] = message.content;
  return block?.type === "text" && typeof block["text"] === "string" ? block["text"] : "";
}

function generation(message: AIMessageChunk, text: string): ChatGenerationChunk {
  return new ChatGenerationChunk({ message, text });
}

function countTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.ceil(text.length / CHARACTERS_PER_TOKEN), 0);
}

function toolName(tool: BindToolsInput): string {
  return "name" in tool && typeof tool.name === "string" ? tool.name : "";
}

function splitModelId(modelId: string): [provider: string, name: string] {
  const colon = modelId.indexOf(":");
  return colon === -1 ? ["scripted", modelId] : [modelId.slice(0, colon), modelId.slice(colon + 1)];
}
