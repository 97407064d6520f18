import { type Arrival, UNCHECKED } from '../../decide/after-move'
import type { StepId, VmId } from '../../domain/ids'
import type { VmFacts } from '../../domain/inventory'
import type { MoveReport } from '../../domain/move-report'
import type { Step } from '../../domain/run'
import { probeWords, type VmProbe } from '../../domain/vm-probe'
import { pause } from '../power-watch'

const ASK_EVERY_MS = 250
/** What the platform's own agent in the guest is called in reports. */
const GUEST_TOOLS = 'guest-tools'

/** One VM's probe, asked for as long as its move lasts. */
interface Asking {
  readonly stop: AbortController
  readonly asked: string
  /** Asked at least once before the VM had arrived. */
  askedBefore: boolean
  answeredBefore: boolean
  lastAnswerMs: number | null
  longestSilenceMs: number
}

interface Moving {
  arrivedAtMs: number | null
  readonly asking: Asking | null
}

/** Follows VMs while they move: since when they are where they should be, whether their guests answer, how long they were silent. */
export class MoveWatch {
  readonly #now: () => number
  readonly #probeOf: (vmId: VmId) => VmProbe | null
  readonly #ask: (probe: VmProbe, signal: AbortSignal) => Promise<boolean>
  readonly #moving = new Map<StepId, Moving>()

  constructor(parts: {
    readonly now: () => number
    readonly probeOf: (vmId: VmId) => VmProbe | null
    readonly ask: (probe: VmProbe, signal: AbortSignal) => Promise<boolean>
  }) {
    this.#now = parts.now
    this.#probeOf = parts.probeOf
    this.#ask = parts.ask
  }

  /** From the first look at a step that moves a VM on. */
  follow({ id, object }: Step): void {
    if (this.#moving.has(id) || object.kind !== 'vm') return
    const probe = this.#probeOf(object.id)
    const moving: Moving = { arrivedAtMs: null, asking: probe === null ? null : this.#begin(probe, id) }
    this.#moving.set(id, moving)
  }

  /** `vm` null: it is not where it should be (any more). */
  look({ id, before }: Step, vm: VmFacts | null): Arrival {
    const moving = this.#moving.get(id)
    if (moving === undefined) return UNCHECKED
    if (vm === null) {
      moving.arrivedAtMs = null
      return UNCHECKED
    }
    moving.arrivedAtMs ??= this.#now()
    const forMs = this.#now() - moving.arrivedAtMs
    const { asking, arrivedAtMs } = moving
    if (asking !== null) {
      const answers = asking.lastAnswerMs !== null && asking.lastAnswerMs >= arrivedAtMs
      // Silent before the move as well: the move has nothing to do with it.
      const isNews = answers || asking.answeredBefore || !asking.askedBefore
      return { forMs, answers: isNews ? answers : null, asked: asking.asked }
    }
    if (before.guestTools !== 'running' || vm.guestTools === 'unknown') return { ...UNCHECKED, forMs }
    return { forMs, answers: vm.guestTools === 'running', asked: GUEST_TOOLS }
  }

  /** How it went, once the VM has arrived. `toldMs`: what the platform says of its downtime. */
  report(step: Step, arrival: Arrival, toldMs: number | null): MoveReport {
    const { answers, asked } = arrival
    const guest = answers === null ? 'unchecked' : answers ? 'answers' : 'silent'
    const asking = this.#moving.get(step.id)?.asking ?? null
    const probedMs = asking !== null && asking.answeredBefore && answers === true ? Math.round(asking.longestSilenceMs) : null
    return {
      guest,
      asked: guest === 'unchecked' ? null : asked,
      downtimeMs: toldMs ?? probedMs,
      downtimeFrom: toldMs !== null ? 'platform' : probedMs !== null ? 'probe' : null,
    }
  }

  end(id: StepId): void {
    this.#moving.get(id)?.asking?.stop.abort()
    this.#moving.delete(id)
  }

  #begin(probe: VmProbe, id: StepId): Asking {
    const asking: Asking = {
      stop: new AbortController(),
      asked: probeWords(probe),
      askedBefore: false,
      answeredBefore: false,
      lastAnswerMs: null,
      longestSilenceMs: 0,
    }
    void this.#keepAsking(probe, asking, id)
    return asking
  }

  async #keepAsking(probe: VmProbe, asking: Asking, id: StepId): Promise<void> {
    const { signal } = asking.stop
    while (!signal.aborted) {
      const answers = await this.#ask(probe, signal).catch(() => false)
      if (signal.aborted) return
      const nowMs = this.#now()
      const isBefore = this.#moving.get(id)?.arrivedAtMs == null
      if (isBefore) asking.askedBefore = true
      if (answers) {
        if (isBefore) asking.answeredBefore = true
        if (asking.lastAnswerMs !== null) asking.longestSilenceMs = Math.max(asking.longestSilenceMs, nowMs - asking.lastAnswerMs)
        asking.lastAnswerMs = nowMs
      }
      await pause(ASK_EVERY_MS, signal)
    }
  }
}
