/** An object of a JSON-LD document; sites fill its fields in many shapes. */
export type Node = Readonly<Record<string, unknown>>;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that may hold one value or a list of them, as a list. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** True where `@type` is or holds `type`, with or without schema.org's address or prefix. */
export function hasType(node: Node, type: string): boolean {
  return listOf(node['@type']).some(
    (name) => typeof name === 'string' && name.replace(/^(https?:\/\/schema\.org\/|schema:)/, '') === type,
  );
}

/** Every Recipe in a document: alone, in a list, in `@graph`, or inside another object such as a WebPage. */
export function* recipesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* recipesIn(item);
  } else if (isNode(value)) {
    if (hasType(value, 'Recipe')) yield value;
    else for (const inner of Object.values(value)) yield* recipesIn(inner);
  }
}
