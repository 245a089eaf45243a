import { isUuid } from "../uuid";
import { text } from "./text";

/** The id of an existing object to take over instead of making one. */
export const adoptedId = text((id) =>
  isUuid(id) ? undefined : "must be the id of an existing object, like 0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11",
);
