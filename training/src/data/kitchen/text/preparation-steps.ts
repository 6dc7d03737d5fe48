/** How a preparation reads as an instruction; the first pattern that fits is taken. {it}: the ingredient. */
const STEPS: readonly (readonly [RegExp, string])[] = [
  [/soft-boiled/, '[boil] {it} for 6 minutes in a <small saucepan:saucepan>, [peel] and [halve]'],
  [/boiled/, '[boil] {it} for 9 minutes in a <small saucepan:saucepan>, [peel] and [halve]'],
  [/^fried/, '[fry] {it} in a <small pan:pan> until the edges are crisp'],
  [/grilled/, '[grill] {it} on a <grill pan> and [slice]'],
  [/rings/, '[slice] {it} into rings with a <sharp knife:knife>'],
  [/thinly sliced/, '[slice] {it} as thinly as you can on a <mandoline>'],
  [/peeled and (diced|sliced)/, '[peel] {it} with a <vegetable peeler> and [cut] into even pieces'],
  [/batons|strips/, '[cut] {it} into strips with a <sharp knife:knife>'],
  [/rounds|coins|sliced/, '[slice] {it} on a <cutting board>'],
  [/cubes|cubed|chunks|diced|pieces|wedges/, '[cut] {it} into bite-size pieces'],
  [/florets/, '[break] {it} into florets'],
  [/halved|half|quartered/, '[halve] {it} with a <paring knife>'],
  [/shredded|shaved|grated/, '[grate] {it} on a <box grater>'],
  [/torn|crumbled|crumbed|crushed|broken/, '[tear] or [crumble] {it} into pieces'],
  [/drained|rinsed|thawed|washed|scrubbed/, '[rinse] {it} in a <colander> and [drain] well'],
  [/toasted|roasted/, '[toast] {it} in a dry <pan> until fragrant'],
  [/picked|snipped|trimmed|removed|seeds only/, '[trim] {it} and set aside'],
  [/peeled|deveined|cleaned|shucked|pitted|cored/, '[clean] {it} with a <small knife:knife>'],
  [/patted dry/, '[pat] {it} dry with a <kitchen towel>'],
];

/** A marked sentence for a preparation, or undefined where there is nothing to say. */
export function preparationStep(preparation: string, it: string): string | undefined {
  const found = STEPS.find(([pattern]) => pattern.test(preparation));
  return found?.[1].replace('{it}', it);
}
