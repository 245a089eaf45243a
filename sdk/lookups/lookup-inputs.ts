import type * as pulumi from "@pulumi/pulumi";

/** Arguments whose values may be outputs. */
export type LookupInputs<Args> = { [Name in keyof Args]: pulumi.Input<Exclude<Args[Name], undefined>> | Args[Name] };
