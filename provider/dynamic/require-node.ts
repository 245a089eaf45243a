import { requireNode } from "./node-version";

requireNode();
