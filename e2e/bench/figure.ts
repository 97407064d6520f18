/** One measured figure. `goal` is a bound in the figure's own unit; `better` says on which side of it is good. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly goal: number | null
  readonly better: 'lower' | 'higher'
}

export const meets = ({ value, goal, better }: Figure): boolean =>
  goal === null || (better === 'lower' ? value <= goal : value >= goal)

export interface BenchmarkOptions {
  /** What `--data` named, for benchmarks that read a table or a folder. */
  readonly dataFile: string | null
  /** Folders of migration plans, of their measured runs, and of both for training; null: not given. */
  readonly plansFolder: string | null
  readonly runsFolder: string | null
  readonly trainFolder: string | null
  /** For benchmarks that draw at random; the same seed gives the same figures. */
  readonly seed: number
  /** What `--devices` named, for benchmarks that need so many UPSs; null: their own number. */
  readonly deviceCount: number | null
  /** What `--vms` named, for benchmarks that need so many VMs; null: their own number. */
  readonly vmCount: number | null
  /** What `--minutes` named, for benchmarks that last; null: as long as they do by themselves. */
  readonly minutes: number | null
  /** What `--manager` named, for benchmarks that read managers: that kind alone; null: all of them. */
  readonly managerKind: string | null
}

export type Benchmark = (options: BenchmarkOptions) => Promise<readonly Figure[]>

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
