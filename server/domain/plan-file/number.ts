import { z } from 'zod'

/** JSON has no other numbers than finite ones: the others stand as words. */
export const numberSchema = z
  .union([z.number(), z.enum(['Infinity', '-Infinity', 'NaN']).transform(Number)])
  .meta({ id: 'number', description: 'A number; those that JSON cannot write stand as words.' })

/** What stands in the file for a value: its own, and a word for a number that JSON cannot write. */
export const jsonOf = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
