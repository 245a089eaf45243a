// LangGraph and zod-openapi both extend zod's types, and TypeScript keeps the extension that it reads last. The compiler
// settings name this file first, so that it is zod-openapi's, which the routes need.
import type {} from "@langchain/langgraph/zod";
import type {} from "@hono/zod-openapi";
