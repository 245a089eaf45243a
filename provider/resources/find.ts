import { NotFoundError } from "../api/errors";

/** What `lookup` finds, or `undefined` when the API says that there is no such object. Any other failure is thrown. */
export async function findOrUndefined<T>(lookup: Promise<T>): Promise<T | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (error instanceof NotFoundError) {
      return undefined;
    }
    throw error;
  }
}
