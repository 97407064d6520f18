/** A command of a script with what is given to it. */
export interface Command {
  readonly name: string
  /** Each parameter, and whether a value follows it. */
  readonly parameters: readonly { readonly name: string; readonly hasValue: boolean }[]
  /** Values that belong to no parameter. */
  readonly positional: number
  readonly isPipedTo: boolean
}

type Kind = 'word' | 'parameter' | 'open' | 'close' | 'pipe' | 'end' | 'value'
interface Token {
  readonly kind: Kind
  readonly text: string
}

const RULES: readonly (readonly [Kind | null, RegExp])[] = [
  [null, /#[^\n]*/y],
  ['end', /[\n;]/y],
  [null, /\s+/y],
  ['value', /'(?:[^']|'')*'/y],
  ['value', /"(?:[^"`]|""|`[\s\S])*"/y],
  ['open', /[@$]?[({]|\[/y],
  ['close', /[)}\]]/y],
  ['pipe', /\|/y],
  ['value', /\$[A-Za-z_][\w]*|\$_/y],
  ['parameter', /-[A-Za-z]\w*/y],
  ['word', /[A-Za-z][\w.-]*/y],
  ['value', /[0-9]+(?:\.[0-9]+)?|[-=+*.,:<>&!/\\]+/y],
]

const tokensOf = (script: string): readonly Token[] => {
  const tokens: Token[] = []
  for (let at = 0; at < script.length;) {
    const rule = RULES.find(([, pattern]) => {
      pattern.lastIndex = at
      return pattern.test(script)
    })
    if (rule === undefined) throw new Error(`what is this: ${script.slice(at, at + 30)}`)
    const [kind, pattern] = rule
    if (kind !== null) tokens.push({ kind, text: script.slice(at, pattern.lastIndex) })
    at = pattern.lastIndex
  }
  return tokens
}

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' }

const requireBalance = (tokens: readonly Token[]): void => {
  const open: string[] = []
  for (const { kind, text } of tokens) {
    if (kind === 'open') open.push(CLOSES[text.slice(-1)] ?? '')
    if (kind === 'close' && open.pop() !== text) throw new Error(`unbalanced ${text}`)
  }
  if (open.length > 0) throw new Error(`missing ${open.join('')}`)
}

const CMDLET = /^[A-Z][a-z]+-[A-Z]\w*$/

const commandAt = (tokens: readonly Token[], start: number): Command => {
  const parameters: { name: string; hasValue: boolean }[] = []
  let positional = 0
  let depth = 0
  let previous: 'name' | 'parameter' | 'value' = 'name'
  for (const { kind, text } of tokens.slice(start + 1)) {
    if (kind === 'close' && depth === 0) break
    if (depth === 0 && (kind === 'pipe' || kind === 'end')) break
    if (depth === 0 && kind === 'parameter') {
      parameters.push({ name: text.slice(1), hasValue: false })
      previous = 'parameter'
    } else if (depth === 0 && kind !== 'close') {
      const last = parameters.at(-1)
      // What follows a value without a parameter between belongs to it: `$p.vm`, `[string[]]@(…)`.
      if (previous === 'parameter' && last !== undefined) last.hasValue = true
      else if (previous === 'name') positional += 1
      previous = 'value'
    }
    if (kind === 'open') depth += 1
    if (kind === 'close') depth -= 1
  }
  return { name: tokens[start]?.text ?? '', parameters, positional, isPipedTo: tokens[start - 1]?.kind === 'pipe' }
}

/**
 * The cmdlets that a script calls. Reads the part of the language that our scripts are written in: no aliases, no splatting, no
 * here-strings; a value right after another one without a parameter between them is not noticed.
 */
export const commandsIn = (script: string): readonly Command[] => {
  const tokens = tokensOf(script)
  requireBalance(tokens)
  // Behind a parameter it is a name that is given, not a command.
  const isCalled = (index: number): boolean => tokens[index - 1]?.kind !== 'parameter'
  return tokens.flatMap(({ kind, text }, index) =>
    kind === 'word' && CMDLET.test(text) && isCalled(index) ? [commandAt(tokens, index)] : [],
  )
}
