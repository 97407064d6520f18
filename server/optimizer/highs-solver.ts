import loadHighs from 'highs'
import type { LinearProgram, LinearSolver, LinearTerm } from '../planner/assign/linear-solver'

/** Numbers as the LP format takes them, in the shortest form that reads back the same. */
const signed = (value: number): string => `${value < 0 ? '-' : '+'} ${String(Math.abs(value))}`

/** LP format: lines may not grow without end. */
const sum = (terms: readonly LinearTerm[]): string =>
  terms.map(({ variable, times }) => `${signed(times)} ${variable}`).join('\n ')

/** The program in CPLEX's LP format. */
export const lpText = ({ minimise, rows, variables }: LinearProgram): string => {
  const named = (kind: 'binary' | 'integer') => variables.filter((each) => each.kind === kind).map(({ name }) => name)
  const bounded = variables.filter(({ kind }) => kind !== 'binary').map(({ name, most }) => `0 <= ${name} <= ${most}`)
  return [
    'Minimize',
    ` cost: ${sum(minimise)}`,
    'Subject To',
    ...rows.map(({ terms, relation, than }, at) => ` r${at}: ${sum(terms)} ${relation} ${than}`),
    'Bounds',
    ...bounded.map((line) => ` ${line}`),
    'Binary',
    ...named('binary').map((name) => ` ${name}`),
    'General',
    ...named('integer').map((name) => ` ${name}`),
    'End',
  ].join('\n')
}

/** The value in a column of a solution; of one without a value 0. */
const primalOf = (column: unknown): number =>
  typeof column === 'object' && column !== null && 'Primal' in column && typeof column.Primal === 'number' ? column.Primal : 0

let loaded: Promise<LinearSolver> | null = null

const load = async (): Promise<LinearSolver> => {
  const highs = await loadHighs()
  return (program, mostNodes) => {
    const { Status, Columns, ObjectiveValue } = highs.solve(lpText(program), {
      output_flag: false,
      random_seed: 1,
      threads: 1,
      mip_max_nodes: mostNodes,
      mip_rel_gap: 0,
      mip_abs_gap: 1e-7,
    })
    if (Status !== 'Optimal') return null
    const values = new Map(Object.entries(Columns).map(([name, column]) => [name, primalOf(column)] as const))
    return { value: ObjectiveValue, values }
  }
}

/** HiGHS (https://highs.dev) in WebAssembly, loaded once. It blocks its thread while it solves: never on the engine's loop. */
export const highsSolver = (): Promise<LinearSolver> => {
  loaded ??= load()
  return loaded
}
