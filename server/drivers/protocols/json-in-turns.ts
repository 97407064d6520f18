import type { Turns } from './turns'

/** So much is parsed at a time: it takes a millisecond or two. */
const PIECE_CHARACTERS = 200_000
/** Looking for where to cut takes longer than parsing: the clock is looked at so often within a piece. */
const LOOKS_PER_PIECE = 8

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b])
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d])

/** Behind the string whose opening quote is at `at`; the text's end where it never closes. */
const behindString = (text: string, at: number): number => {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes % 2 === 0) return end + 1
  }
  return text.length
}

/** A long list or object directly inside the text's root object: between its brackets, where it may be cut. */
interface Container {
  readonly key: string
  readonly isList: boolean
  readonly start: number
  readonly end: number
  /** Places of commas between its members, about a piece apart. */
  readonly cuts: readonly number[]
}

/** The containers of a text whose root is an object; none where that names something twice. Undefined: the work ended before its end. */
const containersOf = async (text: string, piece: number, turns: Turns): Promise<readonly Container[] | undefined> => {
  const containers: Container[] = []
  const keys = new Set<string>()
  let depth = 0
  let string = '""'
  let key = ''
  let start = 0
  let cuts: number[] = []
  let looked = 0
  for (let at = 0; at < text.length; at += 1) {
    if (at - looked > piece / LOOKS_PER_PIECE) {
      looked = at
      if (turns.isOver && !(await turns.pass())) return undefined
    }
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      const end = behindString(text, at)
      if (depth === 1) string = text.slice(at, end)
      at = end - 1
    } else if (code === COLON) {
      if (depth !== 1) continue
      key = String(JSON.parse(string))
      if (keys.has(key)) return []
      keys.add(key)
    } else if (code === COMMA) {
      if (depth === 2 && at - (cuts.at(-1) ?? start) > piece) cuts.push(at)
    } else if (OPENING.has(code)) {
      depth += 1
      if (depth === 2) {
        start = at + 1
        cuts = []
      }
    } else if (CLOSING.has(code)) {
      depth -= 1
      if (depth === 1 && cuts.length > 0) containers.push({ key, isList: text[start - 1] === '[', start, end: at, cuts })
    }
  }
  return containers
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

const membersOf = async (text: string, { isList, start, end, cuts }: Container, turns: Turns): Promise<unknown> => {
  const items: unknown[] = []
  const entries: (readonly [string, unknown])[] = []
  let from = start
  for (const to of [...cuts, end]) {
    if (turns.isOver && !(await turns.pass())) return undefined
    const piece = text.slice(from, to)
    // A comma with nothing behind it.
    if (piece.trim() === '') throw new SyntaxError('nothing between two commas')
    const parsed: unknown = JSON.parse(isList ? `[${piece}]` : `{${piece}}`)
    if (isList && Array.isArray(parsed)) for (const item of parsed) items.push(item)
    else entries.push(...entriesOf(parsed))
    from = to + 1
  }
  return isList ? items : Object.fromEntries(entries)
}

/**
 * As `JSON.parse`, in turns where the text is long: the lists and objects directly inside its root object are parsed piece by piece.
 * Undefined: no JSON, or the work ended before its end (`turns.hasEnded`).
 */
export const parseJsonInTurns = async (text: string, turns: Turns, pieceCharacters = PIECE_CHARACTERS): Promise<unknown> => {
  try {
    if (text.length <= 2 * pieceCharacters || !text.trimStart().startsWith('{')) return JSON.parse(text)
    const containers = await containersOf(text, pieceCharacters, turns)
    if (containers === undefined) return undefined
    let rest = ''
    let from = 0
    for (const { start, end } of containers) {
      rest += text.slice(from, start)
      from = end
    }
    const root: unknown = JSON.parse(rest + text.slice(from))
    const long = new Map<string, unknown>()
    for (const container of containers) {
      long.set(container.key, await membersOf(text, container, turns))
      if (turns.hasEnded) return undefined
    }
    return Object.fromEntries(entriesOf(root).map(([key, value]) => [key, long.has(key) ? long.get(key) : value]))
  } catch {
    return undefined
  }
}
