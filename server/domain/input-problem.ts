/** What is wrong with one field of what was asked for. `said`: only `message` says it. */
export const INPUT_PROBLEMS = [
  'missing',
  'not-a-number',
  'not-whole',
  'at-least',
  'at-most',
  'too-short',
  'too-long',
  'too-few',
  'too-many',
  'not-offered',
  'malformed',
  'said',
] as const
export type InputProblemKind = (typeof INPUT_PROBLEMS)[number]

export interface InputProblem {
  /** `address.port`, `users.0.name`; empty: the whole. */
  readonly path: string
  readonly problem: InputProblemKind
  /** The number that must not be passed; null where there is none. */
  readonly limit: number | null
  /** In English, for who has no words of their own. */
  readonly message: string
}
