/** Each command of the engine starts several processes and takes seconds; on a busy machine many of them. */
jest.setTimeout(180_000);
