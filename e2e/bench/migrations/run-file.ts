import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

export interface MeasuredMove {
  readonly vmId: string
  readonly fromId: string
  readonly toId: string
  readonly mbitPerSecond: number
  /** From the run's first start, in whole seconds as recorded. */
  readonly startSeconds: number
  readonly endSeconds: number
}

/** One execution of one plan, as it was measured. */
export interface MeasuredRun {
  readonly file: string
  readonly planName: string
  readonly moves: readonly MeasuredMove[]
}

const HEADER = 'ACTION;START;END;RUN'
const LINE = /^\{action=(?<action>\w+)\((?<given>.*)\)\};(?<start>\d+(?:\.\d+)?);(?<end>\d+(?:\.\d+)?);(?<run>[^;]*)$/
const MOVE = /^vm=vm#(?<vm>[^,]+), from=node#(?<from>[^,]+), to=node#(?<to>[^,]+), bw=(?<bw>\d+(?:\.\d+)?)$/

type RawMove = MeasuredMove & { readonly run: string }

/** Null: an action of another kind. */
const moveOf = (line: string, where: string): RawMove | null => {
  const parts = LINE.exec(line)?.groups
  if (parts === undefined) throw new Error(`${where}: "{action=…};start;end;run" was expected, not "${line}"`)
  if (parts.action !== 'migrate') return null
  const { vm, from, to, bw } = MOVE.exec(parts.given ?? '')?.groups ?? {}
  if (vm === undefined || from === undefined || to === undefined)
    throw new Error(`${where}: "vm=vm#…, from=node#…, to=node#…, bw=…" was expected, not "${parts.given}"`)
  const [startSeconds, endSeconds] = [Number(parts.start), Number(parts.end)]
  if (endSeconds <= startSeconds) throw new Error(`${where}: it ends no later than it begins`)
  return { vmId: vm, fromId: from, toId: to, mbitPerSecond: Number(bw), startSeconds, endSeconds, run: parts.run ?? '' }
}

/** The executions in one file: lines are told apart by their last column. */
export const runsFrom = (file: string, planName: string, text: string): readonly MeasuredRun[] => {
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (head.trim() !== HEADER) throw new Error(`${file}: the first line must be ${HEADER}, not "${head}"`)
  const runs = new Map<string, RawMove[]>()
  for (const [place, line] of lines.entries()) {
    if (line.trim() === '') continue
    const move = moveOf(line.trim(), `${file}, line ${place + 2}`)
    if (move !== null) runs.set(move.run, [...(runs.get(move.run) ?? []), move])
  }
  return [...runs.values()].map((raw) => {
    const began = Math.min(...raw.map(({ startSeconds }) => startSeconds))
    const moves = raw.map(({ run: _, ...move }) => ({
      ...move,
      startSeconds: move.startSeconds - began,
      endSeconds: move.endSeconds - began,
    }))
    return { file, planName, moves }
  })
}

/** The plan whose name a file's name ends with: "micro_random.12.csv" is of "random.12", not of "random.2". */
export const planOfFile = (file: string, planNames: readonly string[]): string | null => {
  const name =
    file
      .split(sep)
      .at(-1)
      ?.replace(/\.csv$/, '') ?? ''
  const fitting = planNames.filter(
    (plan) => name === plan || (name.endsWith(plan) && /[^\p{L}\p{N}]$/u.test(name.slice(0, -plan.length))),
  )
  return fitting.sort((one, other) => other.length - one.length)[0] ?? null
}

export interface ReadRuns {
  readonly runs: readonly MeasuredRun[]
  /** Files that are of no plan that is known. */
  readonly strangers: readonly string[]
}

/** All runs of a folder and those within. */
export const readRuns = (folder: string, planNames: readonly string[]): ReadRuns => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.csv'))
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
  const named = files.map((file) => ({ file, planName: planOfFile(file, planNames) }))
  const runs = named.flatMap(({ file, planName }) =>
    planName === null ? [] : runsFrom(file, planName, readFileSync(join(folder, file), 'utf8')),
  )
  if (runs.length === 0) throw new Error(`${folder}: there are no runs (*.csv) of the given plans in it`)
  return { runs, strangers: named.filter(({ planName }) => planName === null).map(({ file }) => file) }
}
