/** A sum of variables, each times a number. */
export interface LinearTerm {
  readonly variable: string
  readonly times: number
}

export interface LinearRow {
  readonly terms: readonly LinearTerm[]
  readonly relation: '<=' | '>=' | '='
  readonly than: number
}

export interface LinearVariable {
  readonly name: string
  readonly kind: 'binary' | 'integer' | 'continuous'
  /** 0 to this; of a binary 1. */
  readonly most: number
}

/** A mixed-integer program that is to be made as small as possible. Names are letters, digits and `_`. */
export interface LinearProgram {
  readonly minimise: readonly LinearTerm[]
  readonly rows: readonly LinearRow[]
  readonly variables: readonly LinearVariable[]
}

/** Null: there is none, or it was not found and proven within the limit of nodes. */
export type LinearSolution = { readonly value: number; readonly values: ReadonlyMap<string, number> } | null

/** Solves to proven optimality within so many nodes of its search; no clock decides (D1). */
export type LinearSolver = (program: LinearProgram, mostNodes: number) => LinearSolution
