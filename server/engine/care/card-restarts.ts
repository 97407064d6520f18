import { cardRestarted } from '../../decide/care'
import type { JournalDraft } from '../../domain/journal'
import type { UpsSession } from '../../drivers/ports'
import type { WatchedDevice } from '../power-watch'

/** After a glitch of the network thousands come back at once: so many are asked together, and no more wait than that. */
const TOGETHER = 10
const MOST_WAITING = 500
const DEADLINE_MS = 1_500

interface Asked {
  readonly device: WatchedDevice
  readonly session: UpsSession
  readonly lastAnswerMs: number
  readonly backAtMs: number
}

/**
 * A device that answers again after a silence is asked how long its card has been up: a card that restarted is told as that, and
 * not as an event of the UPS. Nothing is decided by it.
 */
export class CardRestarts {
  readonly #record: (drafts: readonly JournalDraft[]) => Promise<number>
  readonly #waiting: Asked[] = []
  #asking = 0

  constructor(record: (drafts: readonly JournalDraft[]) => Promise<number>) {
    this.#record = record
  }

  polled(before: WatchedDevice, after: WatchedDevice, session: UpsSession | null, nowMs: number): void {
    const lastAnswerMs = before.track.answeredAtMs
    const isBack = before.track.misses > 0 && after.track.misses === 0
    if (!isBack || lastAnswerMs === null || session === null || this.#waiting.length >= MOST_WAITING) return
    this.#waiting.push({ device: after, session, lastAnswerMs, backAtMs: nowMs })
    this.#next()
  }

  #next(): void {
    while (this.#asking < TOGETHER) {
      const asked = this.#waiting.shift()
      if (asked === undefined) return
      this.#asking += 1
      void this.#ask(asked)
        .catch(() => undefined)
        .finally(() => {
          this.#asking -= 1
          this.#next()
        })
    }
  }

  async #ask({ device, session, lastAnswerMs, backAtMs }: Asked): Promise<void> {
    const uptime = await session.agentUptime({ deadlineMs: DEADLINE_MS })
    if (uptime.kind !== 'ok' || uptime.value === null || !cardRestarted(uptime.value, backAtMs - lastAnswerMs)) return
    const { row, track } = device
    await this.#record([
      {
        atMs: backAtMs,
        kind: 'device.card-restarted',
        actor: row.name,
        channel: 'device',
        object: { kind: 'device', id: row.id, name: row.name },
        message: `${row.name}: its network card restarted ${Math.round(uptime.value)} s ago; that was why it was silent`,
        data: { agentUptimeSeconds: uptime.value, silentForMs: backAtMs - lastAnswerMs, supply: track.supply },
      },
    ])
  }
}
