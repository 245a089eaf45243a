import type { Suite } from "../measurement.ts";
import { localServer } from "./local-server.ts";
import { operations } from "./operations.ts";
import { productCli } from "./product-cli.ts";
import { startUp, types } from "./program.ts";
import { memory, stream } from "./provider.ts";

export const SUITES: readonly Suite[] = [operations, memory, startUp, types, stream, localServer, productCli];
