import type { z } from 'zod'
import type { InputProblem, InputProblemKind } from '../domain/input-problem'

type Issue = z.core.$ZodIssue

/** What the library says by itself is not for people; what a schema says in its own words is. */
const LIBRARY_WORDS = /^(Too big|Too small|Invalid|Unrecognized)\b/

const limitOf = (limit: number | bigint): number => Number(limit)

const sized = (
  origin: string,
  [ofText, ofList, ofNumber]: readonly [InputProblemKind, InputProblemKind, InputProblemKind],
): InputProblemKind => {
  switch (origin) {
    case 'string':
      return ofText
    case 'number':
    case 'int':
    case 'bigint':
      return ofNumber
    default:
      return ofList
  }
}

const judge = (issue: Issue): { readonly problem: InputProblemKind; readonly limit: number | null } => {
  if (!LIBRARY_WORDS.test(issue.message)) return { problem: 'said', limit: null }
  switch (issue.code) {
    case 'too_big':
      return { problem: sized(issue.origin, ['too-long', 'too-many', 'at-most']), limit: limitOf(issue.maximum) }
    case 'too_small': {
      const limit = limitOf(issue.minimum)
      const problem = sized(issue.origin, ['too-short', 'too-few', 'at-least'])
      return problem !== 'at-least' && limit <= 1 ? { problem: 'missing', limit: null } : { problem, limit }
    }
    case 'invalid_type':
      if (/received (undefined|null)$/.test(issue.message)) return { problem: 'missing', limit: null }
      if (issue.expected === 'int') return { problem: 'not-whole', limit: null }
      return { problem: issue.expected === 'number' ? 'not-a-number' : 'malformed', limit: null }
    case 'invalid_value':
      return { problem: 'not-offered', limit: null }
    default:
      return { problem: 'malformed', limit: null }
  }
}

const wordsOf = (issue: Issue, problem: InputProblemKind, limit: number | null): string => {
  switch (problem) {
    case 'said':
      return issue.message
    case 'missing':
      return 'is missing'
    case 'not-a-number':
      return 'is not a number'
    case 'not-whole':
      return 'must be a whole number'
    case 'at-least':
      return `must be at least ${limit}`
    case 'at-most':
      return `must be at most ${limit}`
    case 'too-short':
      return `needs at least ${limit} characters`
    case 'too-long':
      return `may have at most ${limit} characters`
    case 'too-few':
      return `needs at least ${limit} entries`
    case 'too-many':
      return `may have at most ${limit} entries`
    case 'not-offered':
      return 'is none of the values that can be chosen'
    case 'malformed':
      return 'is not of the expected form'
  }
}

const messageOf = (path: string, problem: InputProblemKind, words: string): string => {
  if (path === '') return problem === 'said' ? words : `The input ${words}`
  return problem === 'said' ? `${path}: ${words}` : `${path} ${words}`
}

/** Each field that was not taken, in words that need no knowledge of the program. */
export const inputProblems = (issues: readonly Issue[]): readonly InputProblem[] =>
  issues.map((issue) => {
    const path = issue.path.map(String).join('.')
    const { problem, limit } = judge(issue)
    return { path, problem, limit, message: messageOf(path, problem, wordsOf(issue, problem, limit)) }
  })
