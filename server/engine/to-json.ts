import type { Json } from '../domain/journal'

/** Plain data as JSON sees it: what is written is what will be read. */
export const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json
