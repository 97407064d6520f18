import { ok, type SelfTestState, type UpsSession } from '../drivers/ports'

const TEST_LASTS_MS = 10_000

/** A UPS in virtual time: a test takes ten seconds, and passes. */
export class VirtualUps {
  testsBegun = 0
  #endsAtMs = -Infinity
  constructor(readonly now: () => number) {}

  get isTesting(): boolean {
    return this.now() < this.#endsAtMs
  }

  readonly session: UpsSession = {
    identify: () => Promise.reject(new Error('nobody asks this here')),
    poll: () => Promise.reject(new Error('nobody asks this here')),
    commandKinds: () => Promise.resolve(ok(['self-test'] as const)),
    command: ({ kind }) => {
      if (kind !== 'self-test') throw new Error(`${kind} is not told here`)
      this.testsBegun += 1
      this.#endsAtMs = this.now() + TEST_LASTS_MS
      return Promise.resolve(ok({ confirmed: true, said: 'test in progress' }))
    },
    selfTest: () => {
      const state: SelfTestState['state'] = this.isTesting ? 'running' : this.testsBegun === 0 ? 'none' : 'passed'
      return Promise.resolve(ok({ state, said: state }))
    },
    agentUptime: () => Promise.resolve(ok(null)),
    close: () => undefined,
  }
}
