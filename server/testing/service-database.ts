/** Where service worlds keep their data: null is the embedded database; a suite that runs on PostgreSQL puts its own in. */
export const serviceDatabase: { create: () => Promise<string | null> } = { create: () => Promise.resolve(null) }
