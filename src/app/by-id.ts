/** Records by their id. Not reactive, and meant so: it is replaced as a whole. */
export const byId = <Entry extends { readonly id: string }>(
  records: readonly Entry[],
): ReadonlyMap<string, Entry> => new Map(records.map((record) => [record.id, record]))
