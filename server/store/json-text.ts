import type { z } from 'zod'
import type { Json } from '../domain/journal'

/** JSON text of our own writing. */
export const jsonFromText = (text: string): Json => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- JSON text gives nothing but Json
  const value: Json = JSON.parse(text)
  return value
}

export const textOfJson = (value: unknown): string => JSON.stringify(value) ?? 'null'

/** A document of our own writing, checked against its schema. */
export const documentFromText = <T>(schema: z.ZodType<T>, text: string): T => schema.parse(JSON.parse(text))
