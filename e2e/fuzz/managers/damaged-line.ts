import type { ManagerTarget } from '../../../server/drivers/ports'
import type { Answer, Damaged } from './damage'

/** What reached the far side. Over SSH `method` is "RUN", `path` the machine, and `body` what it is told to run. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly body: string
}

/** Between a driver and its platform: what comes back may be damaged, what goes there may be lost. */
export interface DamagedLine {
  /** The platform, by way of the line. */
  readonly target: ManagerTarget
  /** What must never be read in a message. */
  readonly secretTexts: readonly string[]
  /** What becomes of an answer; null: it passes as it is. */
  damaging: (request: Request, answer: Answer) => Damaged | null
  /** Requests that are heard and never answered. */
  withheld: (request: Request) => boolean
  readonly requests: Request[]
  stop(): Promise<void>
}
