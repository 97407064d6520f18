import type { z } from 'zod'

/** One script for one question, and what its answer looks like. `$p` holds the parameters: data, never part of the script. */
export interface Question<T> {
  readonly name: string
  readonly script: string
  readonly answer: z.ZodType<T>
}

export type Parameters = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** The name stands in the script as well: Windows' script block log then says what was asked. */
export const question = <T>(name: string, answer: z.ZodType<T>, ...lines: readonly string[]): Question<T> => ({
  name,
  script: [`# Ridethrough: ${name}`, ...lines].join('\n'),
  answer,
})

/** What goes to the far side for one question. */
export const questionText = (asked: Question<unknown>, parameters: Parameters): string =>
  JSON.stringify({ script: asked.script, parameters })
