export interface TimelineBar {
  readonly key: string
  readonly title: string
  readonly startSeconds: number
  readonly endSeconds: number
  /** By then in nineteen of twenty cases, where that is known; drawn lighter behind the end. */
  readonly lateEndSeconds?: number | undefined
  /** `planned`: an outline. `failed`: crossed. */
  readonly look: 'expected' | 'done' | 'running' | 'planned' | 'failed'
}

export interface TimelineRow {
  readonly key: string
  readonly label: string
  readonly note?: string
  readonly bars: readonly TimelineBar[]
  /** The latest safe moment to begin it, since the mains failed, and what it says in words. */
  readonly latest?: { readonly seconds: number; readonly title: string } | undefined
}
