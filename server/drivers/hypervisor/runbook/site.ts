import type { HostFacts, Inventory, VmFacts } from '../../../domain/inventory'
import { type CallOptions, unreachable } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { DEED_WORDS, type Deed, type Endpoint, type Machine } from './endpoint'
import { Knocker, type Knocks, placeOf } from './knock'
import { hostFacts, hostNativeId, vmFacts } from './machine-facts'
import { judge, type Silence } from './silence'
import { ProbeReader, type Seen, silenceAt } from './signs'

export interface Look {
  readonly power: 'on' | 'off' | 'unknown'
  readonly why: string | null
}

/** Looks at one thing, one look after the other, and counts how often in a row nothing came back. */
class Watched {
  #silence: Silence | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(
    readonly silences: number,
    readonly now: () => number,
    readonly see: (options: CallOptions) => Promise<Seen>,
  ) {}

  look(options: CallOptions): Promise<Look> {
    const budget = budgetOf(options)
    const next = this.#last.then(async () => {
      try {
        const { sign, why } = await this.see(budget())
        const { power, silence } = judge(this.#silence, sign, this.silences, this.now())
        this.#silence = silence
        return { power, why }
      } catch (error) {
        this.#silence = null
        throw error
      }
    })
    this.#last = next.catch(() => undefined)
    return next
  }
}

interface Surroundings {
  readonly knocker: Knocks
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
}

/** All machines of one runbook, each with its probe. */
export class RunbookSite {
  readonly #readers: readonly ProbeReader[]
  readonly #watched: ReadonlyMap<string, Watched>
  /** Who uses a machine, by address. */
  readonly #users: ReadonlyMap<string, Watched>

  constructor(
    readonly machines: readonly Machine[],
    readonly endpoint: Endpoint,
    { knocker = new Knocker(), now = () => performance.now() }: Partial<Surroundings> = {},
  ) {
    this.#readers = machines.map((machine) => new ProbeReader(machine, endpoint, knocker))
    this.#watched = new Map(
      this.#readers.map((reader) => [reader.machine.id, new Watched(silencesOf(reader.machine), now, (how) => reader.look(how))]),
    )
    this.#users = new Map(
      machines.flatMap((machine) =>
        machine.usedBy.map((address) => [
          `${machine.id} ${address}`,
          new Watched(silencesOf(machine), now, (how) => userSign(address, machine.witness, knocker, how)),
        ]),
      ),
    )
  }

  machineOf(id: string): Machine | null {
    return this.machines.find((machine) => machine.id === id || hostNativeId(machine) === id) ?? null
  }

  async look(machine: Machine, options: CallOptions): Promise<Look> {
    const watched = this.#watched.get(machine.id)
    if (watched === undefined) throw new Error(`${machine.name} is not of this runbook`)
    return watched.look(options)
  }

  async lookAll(options: CallOptions): Promise<readonly { readonly machine: Machine; readonly look: Look }[]> {
    const budget = budgetOf(options)
    // Nothing can be stopped through an endpoint that is away: that must show long before it is needed.
    await this.endpoint.reach(budget())
    return Promise.all(
      this.machines.map(async (machine) => {
        try {
          return { machine, look: await this.look(machine, budget()) }
        } catch (error) {
          if (!(error instanceof CallFailed)) throw error
          return { machine, look: { power: 'unknown' as const, why: error.failure.message } }
        }
      }),
    )
  }

  async inventory(options: CallOptions): Promise<Inventory> {
    const seen = await this.lookAll(options)
    return {
      clusters: [],
      hosts: seen.map(({ machine, look }) => hostFacts(machine, look.power)),
      vms: seen.map(({ machine, look }) => vmFacts(machine, look.power)),
      datastores: [],
      networks: [],
      capabilities: { hostPowerOn: this.machines.some(({ start }) => start !== null) },
    }
  }

  async vm(id: string, options: CallOptions): Promise<VmFacts | null> {
    const machine = this.machineOf(id)
    if (machine === null) return this.#unknown(options)
    return vmFacts(machine, (await this.look(machine, options)).power)
  }

  async host(id: string, options: CallOptions): Promise<HostFacts | null> {
    const machine = this.machineOf(id)
    if (machine === null) return this.#unknown(options)
    return hostFacts(machine, (await this.look(machine, options)).power)
  }

  /**
   * D5, A5: throws while somebody who uses the machine is not known to be off. Nothing was sent, and it is tried again: this is
   * no refusal, upon which the machine would be forced off.
   */
  async requireUnused(machine: Machine, deed: Deed, options: CallOptions): Promise<void> {
    const looks = await Promise.all(
      machine.usedBy.map(async (address) => ({
        address,
        look: await this.#users.get(`${machine.id} ${address}`)?.look(options),
      })),
    )
    const using = looks.filter(({ look }) => look?.power !== 'off').map(({ address }) => address)
    if (using.length === 0) return
    throw new CallFailed(
      unreachable(
        `${machine.name} is in use: it is not told to ${DEED_WORDS[deed]} before ${using.join(', ')} ${using.length === 1 ? 'has' : 'have'} been silent for 30 s.`,
        'It is tried again. Shut down first what uses it.',
      ),
    )
  }

  async close(): Promise<void> {
    await this.endpoint.close()
    await Promise.all(this.#readers.map((reader) => reader.close()))
  }

  async #unknown(options: CallOptions): Promise<null> {
    await this.endpoint.reach(options)
    return null
  }
}

const silencesOf = ({ probe }: Machine): number => ('silences' in probe ? probe.silences : 3)

/** Whoever lets himself be heard uses it, whatever he says. */
const userSign = async (address: string, witness: string | null, knocker: Knocks, options: CallOptions): Promise<Seen> => {
  const budget = budgetOf(options)
  const answer = await knocker.at(placeOf(address), options)
  if (answer === 'taken' || answer === 'refused') return { sign: 'on', why: null }
  if (answer === 'unclear') return { sign: 'unclear', why: null }
  return silenceAt(address, witness, knocker, budget())
}
