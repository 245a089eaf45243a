import { sameMeaning } from "../comparison";

/** How the items of one list are told apart, converted and compared. */
export interface ListCodec<Inputs, Wire> {
  readonly key: (wire: Wire) => string;
  readonly toWire: (inputs: Inputs) => Wire;
  readonly fromWire: (wire: Wire, previous?: Inputs) => Inputs;
  readonly normal: (wire: Wire) => unknown;
}

/**
 * A list from the API as inputs. Items that mean what the program said stay as it wrote them, in its order, so that a
 * refresh shows only what really differs; items that the program does not have come last.
 */
export function keepWording<Inputs, Wire>(
  actual: readonly Wire[],
  previous: readonly Inputs[],
  codec: ListCodec<Inputs, Wire>,
): Inputs[] {
  const unclaimed = new Map(actual.map((wire) => [codec.key(wire), wire]));
  const known = previous.flatMap((inputs) => {
    const before = codec.toWire(inputs);
    const key = codec.key(before);
    const wire = unclaimed.get(key);
    if (wire === undefined) {
      return [];
    }
    unclaimed.delete(key);
    return [sameMeaning(before, wire, codec.normal) ? inputs : codec.fromWire(wire, inputs)];
  });
  return [...known, ...[...unclaimed.values()].map((wire) => codec.fromWire(wire))];
}
