export interface Dependent<Id> {
  readonly id: Id
  readonly after: readonly Id[]
}

/**
 * The given order, changed only where something must come after something else that stands behind it. Of a circle, the edge
 * that closes it is dropped and named. `after` may name ids that are not in the list; they stay.
 */
export const orderByDependencies = <Id>(
  items: readonly Dependent<Id>[],
): { readonly ordered: readonly Dependent<Id>[]; readonly dropped: readonly (readonly [Id, Id])[] } => {
  const byId = new Map(items.map((item) => [item.id, item]))
  const state = new Map<Id, 'open' | 'placed'>()
  const ordered: Dependent<Id>[] = []
  const dropped: (readonly [Id, Id])[] = []
  for (const first of items) {
    const path: { item: Dependent<Id>; next: number; kept: Id[] }[] = []
    const enter = (item: Dependent<Id>): void => {
      state.set(item.id, 'open')
      path.push({ item, next: 0, kept: [] })
    }
    if (!state.has(first.id)) enter(first)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const id = top.item.after[top.next]
      if (id === undefined) {
        state.set(top.item.id, 'placed')
        ordered.push({ id: top.item.id, after: top.kept })
        path.pop()
        continue
      }
      top.next += 1
      if (state.get(id) === 'open') {
        dropped.push([top.item.id, id])
        continue
      }
      if (!top.kept.includes(id)) top.kept.push(id)
      const other = byId.get(id)
      if (other !== undefined && !state.has(id)) enter(other)
    }
  }
  return { ordered, dropped }
}
