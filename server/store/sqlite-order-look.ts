import Connection from 'better-sqlite3'

/** Whether an order waits to be taken: asked twenty times a second, and hardly ever so. Prisma's way would cost a hundred times as much. */
export const openSqliteOrderLook = (path: string) => {
  const connection = new Connection(path, { readonly: true, timeout: 2_000 })
  const placed = connection.prepare(`SELECT EXISTS (SELECT 1 FROM engine_order WHERE state = 'placed')`).pluck()
  return {
    hasPlacedOrder: (): boolean => placed.get() === 1,
    close: () => void connection.close(),
  }
}
