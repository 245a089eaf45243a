// LangGraph and zod-openapi both extend the types of zod, and TypeScript keeps the extension that it reads last. The
// compiler settings name this file first, so that it keeps that of zod-openapi, which the routes need.
import type {} from "@langchain/langgraph/zod";
import type {} from "@hono/zod-openapi";
