import { readFileSync } from 'node:fs'
import type { PublishedSeries } from '../../server/planner/battery/fit-prior'

/** A published table with its name. Loads are shares of the greatest load in it, which stands for the rating. */
export interface NamedSeries extends PublishedSeries {
  readonly name: string
}

const COLUMNS = ['series', 'kind', 'model', 'load', 'runtime_min'] as const

/** Fields of one line of CSV, with quoted fields. */
const fieldsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '')

/** "apc-smartups-420" and "APC Smart-UPS 420 VA" are both of "apc". */
const makerWord = (name: string): string => /\p{L}+/u.exec(name)?.[0].toLowerCase() ?? name

/** Series that share the first word of their name or of their model's are of one vendor: rather one too few than a vendor that trains for itself. */
const vendorsOf = (words: readonly (readonly string[])[]): readonly string[] => {
  const chief = new Map<string, string>()
  const find = (word: string): string => {
    const above = chief.get(word) ?? word
    return above === word ? word : find(above)
  }
  for (const [first = '', ...others] of words) for (const other of others) chief.set(find(other), find(first))
  return words.map(([first = '']) => find(first))
}

export const readSeries = (file: string): readonly NamedSeries[] => {
  const [head = '', ...lines] = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const heads = fieldsOf(head).map((each) => each.trim())
  const missing = COLUMNS.filter((column) => !heads.includes(column))
  if (missing.length > 0) throw new Error(`${file}: the columns ${missing.join(', ')} are missing; there are ${heads.join(', ')}`)
  const tables = new Map<string, { kind: string; words: readonly string[]; points: Map<number, number> }>()
  for (const [number, line] of lines.entries()) {
    const fields = fieldsOf(line)
    const of = (column: (typeof COLUMNS)[number]): string => fields[heads.indexOf(column)]?.trim() ?? ''
    const load = Number(of('load'))
    const minutes = Number(of('runtime_min'))
    if (!(load > 0 && minutes > 0)) throw new Error(`${file}, line ${number + 2}: load and runtime_min must be numbers above 0`)
    const name = of('series')
    const table = tables.get(name) ?? { kind: of('kind'), words: [makerWord(name), makerWord(of('model'))], points: new Map() }
    table.points.set(load, minutes * 60)
    tables.set(name, table)
  }
  const vendors = vendorsOf([...tables.values()].map(({ words }) => words))
  return [...tables].map(([name, { kind, points }], at) => {
    const greatest = Math.max(...points.keys())
    return {
      name,
      vendor: vendors[at] ?? name,
      hasConverter: kind !== 'battery',
      points: [...points]
        .sort(([left], [right]) => left - right)
        .map(([load, runtimeSeconds]) => ({ loadShare: load / greatest, runtimeSeconds })),
    }
  })
}
