/** What was typed into the filter, as tokens. Every token must hold. */
export interface TreeFilter {
  readonly words: readonly string[]
  readonly host: readonly string[]
  readonly vm: readonly string[]
  readonly cluster: readonly string[]
  readonly site: readonly string[]
  readonly state: readonly string[]
  readonly tag: readonly string[]
}

const FIELDS = ['host', 'vm', 'cluster', 'site', 'state', 'tag'] as const
const PARTS = ['words', ...FIELDS] as const
type Field = (typeof FIELDS)[number]

export const parseFilter = (text: string): TreeFilter => {
  const found: Record<Field | 'words', string[]> = { words: [], host: [], vm: [], cluster: [], site: [], state: [], tag: [] }
  for (const token of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = token.indexOf(':')
    const field = FIELDS.find((name) => name === token.slice(0, at))
    if (field && at < token.length - 1) found[field].push(token.slice(at + 1))
    else if (!field) found.words.push(token)
  }
  return found
}

export const isEmptyFilter = (filter: TreeFilter): boolean => PARTS.every((part) => filter[part].length === 0)
