import pino from 'pino'
import type { OwnMachine } from '../../server/domain/keep-alive'
import { Engine } from '../../server/engine/engine'
import { type Clock, steadyClock } from '../../server/engine/steady-clock'
import type { Store } from '../../server/store/store'

const NO_MACHINE: OwnMachine = { uuid: null, macs: [] }

/** The real engine in this process: silent, without traps, probes or a demo. `machine`: what it runs on. */
export const engineOn = (store: Store, clock: Clock = steadyClock(), machine: OwnMachine = NO_MACHINE): Engine =>
  new Engine({
    trapPort: null,
    store,
    clock,
    log: pino({ level: 'silent' }),
    version: 'peer-test',
    probe: () => Promise.reject(new Error('nothing is probed here')),
    demo: null,
    surroundings: {
      machine: () => Promise.resolve(machine),
      resolve: () => Promise.resolve(null),
      neighbours: () => Promise.resolve(new Map()),
    },
    databaseHost: null,
    onLeaseLost: () => undefined,
  })
