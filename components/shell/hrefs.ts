const page = (path: string) => (id: string) => `${path}/${encodeURIComponent(id)}`

/** Where an object's page is; ids are opaque and may hold any character. */
export const planHref = page('/plans')
export const runHref = page('/runs')
export const deviceHref = page('/power')
