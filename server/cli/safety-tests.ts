import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SafetyRule } from '../domain/safety-rules'

export interface NamedTest {
  /** From the root of the project. */
  readonly file: string
  /** The names of the blocks that it is in, and its own. */
  readonly name: string
}

const FOLDERS = ['server', 'components', 'app', 'e2e', 'scripts']
const TEST_FILE = /\.(test|spec)\.tsx?$/
const BLOCK = /^( *)(describe|it|test)\b(?!\.(?:use|before|after))/gm
const RULE = /\b[PDARK]\d{1,2}\b/g
const QUOTES = ["'", '"', '`']

/** The string that one of the calls chained from `start` on begins with: `it.each(cases)('the title', …)`. */
const titleFrom = (text: string, start: number): string | null => {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '(') {
      depth += 1
      const first = text.slice(at + 1).trimStart()
      const quote = first.charAt(0)
      if (depth === 1 && QUOTES.includes(quote)) return first.slice(1, first.indexOf(quote, 1))
    } else if (character === ')') depth -= 1
    else if (depth === 0 && /[\n;={]/.test(character)) return null
  }
  return null
}

/** The tests of a file as the formatter leaves it: what is further to the right belongs to the block above. */
export const testsIn = (file: string, text: string): readonly NamedTest[] => {
  const tests: NamedTest[] = []
  const around: { readonly indent: number; readonly title: string }[] = []
  for (const match of text.matchAll(BLOCK)) {
    const [whole, spaces = '', word] = match
    const title = titleFrom(text, match.index + whole.length)
    if (title === null) continue
    while ((around.at(-1)?.indent ?? -1) >= spaces.length) around.pop()
    if (word === 'describe') around.push({ indent: spaces.length, title })
    else tests.push({ file, name: [...around.map((block) => block.title), title].join(' › ') })
  }
  return tests
}

/** All tests below `root` that carry the number of a rule, by rule, in the order of their files. */
export const safetyTests = (root: string): ReadonlyMap<string, readonly NamedTest[]> => {
  const found = new Map<string, NamedTest[]>()
  for (const folder of FOLDERS)
    for (const name of readdirSync(join(root, folder), { recursive: true }).map(String).sort()) {
      if (!TEST_FILE.test(name)) continue
      const file = join(folder, name)
      for (const test of testsIn(file, readFileSync(join(root, file), 'utf8')))
        for (const rule of new Set(test.name.match(RULE))) found.set(rule, [...(found.get(rule) ?? []), test])
    }
  return found
}

/** Rules that no test carries. */
export const untested = (rules: readonly SafetyRule[], tests: ReadonlyMap<string, readonly NamedTest[]>): readonly SafetyRule[] =>
  rules.filter((rule) => (tests.get(rule)?.length ?? 0) === 0)
