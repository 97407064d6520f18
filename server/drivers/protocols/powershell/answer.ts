import { z } from 'zod'
import { ANSWER_BEGINS, ANSWER_ENDS } from './windows-shell'

const errorSchema = z.object({
  message: z.string(),
  category: z.string(),
  id: z.string(),
  type: z.string(),
  /** HRESULT: the one part that no language of Windows changes. */
  code: z.number(),
})
export type PowerShellError = z.infer<typeof errorSchema>

const envelopeSchema = z.union([z.object({ error: errorSchema }), z.object({ told: z.unknown() })])

export type Answer =
  | { readonly kind: 'told'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: PowerShellError }
  /** Nothing that our script would write, or not all of it. */
  | { readonly kind: 'none' }

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const answerIn = (stdout: string): Answer => {
  const begins = stdout.lastIndexOf(ANSWER_BEGINS)
  const ends = stdout.indexOf(ANSWER_ENDS, begins)
  if (begins < 0 || ends < 0) return { kind: 'none' }
  const encoded = stdout.slice(begins + ANSWER_BEGINS.length, ends).replace(/\s/g, '')
  const envelope = envelopeSchema.safeParse(json(Buffer.from(encoded, 'base64').toString('utf8')))
  if (!envelope.success) return { kind: 'none' }
  return 'error' in envelope.data ? { kind: 'error', error: envelope.data.error } : { kind: 'told', value: envelope.data.told }
}
