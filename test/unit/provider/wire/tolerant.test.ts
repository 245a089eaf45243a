import * as z from "zod";
import { tolerant } from "../../../../provider/wire/tolerant";
import { AgentSchema, McpServerSchema, ThreadStateSchema } from "../../../../provider/wire";

describe("an answer of an API that has moved on", () => {
  it("is readable with enumeration values that are newer than this code", () => {
    const agent = {
      id: "1",
      name: "a",
      access_level: "OWNER",
      backend: { type: "vm" },
      permissions: { identity: "team" },
    };
    expect(tolerant(AgentSchema).parse(agent)).toEqual(agent);
    const server = { id: "1", name: "a", url: "https://a.example.com", auth_type: "api_key" };
    expect(tolerant(McpServerSchema).parse(server)).toEqual(server);
  });

  it("is readable with null for unset fields", () => {
    const parsed = tolerant(AgentSchema).parse({ id: "1", name: "a", description: null, tools: { tools: null } });
    expect(parsed.description).toBeUndefined();
    expect(parsed.tools?.tools).toBeUndefined();
  });

  it("keeps null where it has a meaning", () => {
    const schema = tolerant(z.object({ cursor: z.string().nullable(), extras: z.record(z.string(), z.unknown()) }));
    expect(schema.parse({ cursor: null, extras: { a: null } })).toEqual({ cursor: null, extras: { a: null } });
  });

  it("keeps unknown fields where the schema is open, at any depth", () => {
    const schema = tolerant(z.tuple([z.looseObject({ kind: z.enum(["a"]).optional() }), z.string()]));
    expect(schema.parse([{ kind: "b", more: { x: 1 } }, "s"])).toEqual([{ kind: "b", more: { x: 1 } }, "s"]);
    expect(tolerant(ThreadStateSchema).parse({ thread_id: "1", config: {} })).toEqual({ thread_id: "1", config: {} });
  });

  it("is still refused without an id, or with an id that is not a text", () => {
    expect(tolerant(AgentSchema).safeParse({ name: "a" }).success).toBe(false);
    expect(tolerant(AgentSchema).safeParse({ id: 5, name: "a" }).success).toBe(false);
  });
});
