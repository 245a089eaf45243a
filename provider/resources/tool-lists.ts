/** The tools of MCP servers, of which each deployment asks each server once. */
import type { Api } from "../client";
import { isRequestFailure } from "../client/errors";

/** What a server's tools are called, or why nobody knows. */
export type ToolList =
  | { readonly names: readonly string[]; readonly isFresh: boolean }
  | {
      readonly problem: string;
      /** Whether the person who deploys has been told. */
      isSaid: boolean;
    };

export class ToolLists {
  readonly #api: () => Api | Promise<Api>;
  readonly #byUrl = new Map<string, Promise<ToolList>>();

  /** @param api makes an API for one list, with a time budget of its own */
  constructor(api: () => Api | Promise<Api>) {
    this.#api = api;
  }

  /** The tools of the server registered at `url`. If its list lacks one of `wanted` and is not fresh, asks once more. */
  async at(url: string, wanted: readonly string[]): Promise<ToolList> {
    const known = this.#ask(url, this.#byUrl.get(url) ?? this.#fetch(url, false));
    const list = await known;
    if (!("names" in list) || list.isFresh || wanted.every((name) => list.names.includes(name))) {
      return list;
    }
    // The API's own list may be older than the tool. Another operation may have asked again meanwhile.
    const latest = this.#byUrl.get(url);
    return this.#ask(url, latest === known || latest === undefined ? this.#fetch(url, true) : latest);
  }

  #ask(url: string, list: Promise<ToolList>): Promise<ToolList> {
    this.#byUrl.set(url, list);
    return list;
  }

  async #fetch(url: string, forceRefresh: boolean): Promise<ToolList> {
    try {
      // Without the answer the deployment goes on, so it does not wait long for one.
      const { tools, cached } = await (await this.#api()).mcpTools.list(url, { forceRefresh, maxRetries: 1 });
      return { names: tools.map(({ name }) => name), isFresh: forceRefresh || cached === false };
    } catch (error) {
      if (isRequestFailure(error)) {
        return { problem: error.message, isSaid: false };
      }
      throw error;
    }
  }
}
