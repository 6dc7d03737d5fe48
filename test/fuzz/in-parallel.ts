/** Does `work` for each number below `count`, so many at a time. */
export async function inParallel(
  { count, width }: { readonly count: number; readonly width: number },
  work: (number: number, lane: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (name: number): Promise<void> => {
    while (next < count) await work(next++, name);
  };
  await Promise.all(Array.from({ length: width }, (_, name) => lane(name)));
}
