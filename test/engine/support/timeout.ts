/** A test is a story of many commands, each of which takes seconds. This ends only what hangs, on a busy machine too. */
jest.setTimeout(1_200_000);
