import type { UpsObservation } from '../../server/domain/ups'
import type { UpsSession } from '../../server/drivers/ports'
import { detectUps } from '../../server/drivers/ups/detect'
import type { FuzzDevice } from './devices'
import { judge } from './judge'
import { mutate } from './mutate'
import type { Random } from './random'
import type { Carry } from './wire'

const DEADLINE_MS = 5_000
/** Over v1 every missing object costs a question. */
const DETECT_DEADLINE_MS = 15_000
const AUTHENTICATED = 1

export interface PollTally {
  /** Datagrams delivered that no honest agent sent. */
  delivered: number
  readonly reasons: Map<string, number>
  polls: number
  /** Polls that failed: allowed over v3, where a broken answer uses the question up. */
  failedPolls: number
  /** What was believed although nobody had said it. */
  readonly wrong: string[]
}

export const newPollTally = (): PollTally => ({ delivered: 0, reasons: new Map(), polls: 0, failedPolls: 0, wrong: [] })

interface Target {
  readonly device: FuzzDevice
  readonly index: number
  readonly expected: readonly string[]
  state: number
  session: UpsSession | null
}

const count = (tally: PollTally, reason: string): void => {
  tally.delivered += 1
  tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1)
}

const sameHead = (one: ReturnType<typeof judge>, other: ReturnType<typeof judge>): boolean =>
  one.kind === 'message' &&
  other.kind === 'message' &&
  one.version === other.version &&
  one.community === other.community &&
  one.pdu === other.pdu &&
  one.requestId === other.requestId

const isAuthenticated = (message: Buffer): boolean => {
  // version, header sequence, msgID, msgMaxSize, then the flags: the library writes them so.
  const at = message.indexOf(Buffer.from([0x04, 0x01]))
  return at > 0 && ((message[at + 2] ?? 0) & AUTHENTICATED) !== 0
}

/** Mutants of an honest answer that cannot be an answer, with why. */
const damagedAnswers = (honest: Buffer, most: number, random: Random, tally: PollTally): Buffer[] => {
  const truth = judge(honest)
  const mutants: Buffer[] = []
  for (let left = most; left > 0; left -= 1) {
    const mutant = mutate(honest, random)
    const verdict = judge(mutant)
    // Well made, and an answer to this very question: an agent may say so, and is to be believed.
    if (sameHead(verdict, truth) || mutant.equals(honest)) continue
    count(tally, verdict.kind === 'damaged' ? verdict.reason : 'answers another question')
    mutants.push(mutant)
  }
  return mutants
}

/** Whatever differs was not written by who holds the key. */
const forgedAnswers = (honest: Buffer, most: number, random: Random, tally: PollTally): Buffer[] => {
  if (!isAuthenticated(honest) || random.chance(0.5)) return []
  const mutants = Array.from({ length: most }, () => mutate(honest, random)).filter((one) => !one.equals(honest))
  for (const _ of mutants) count(tally, 'not authentic (v3)')
  return mutants
}

const said = (observation: UpsObservation): string => JSON.stringify(observation)

/**
 * Polls devices through everything the product polls with, while damaged answers come before and behind the honest one. What is
 * believed is compared with what the same device says over an untouched line.
 */
export class PollFuzz {
  readonly tally = newPollTally()
  private targets: readonly Target[] = []

  /** `portOf`: where the line with a number is. */
  constructor(
    private readonly random: Random,
    private readonly devices: readonly FuzzDevice[],
    private readonly portOf: (number: number) => number,
    private readonly mutantsPerAnswer: number,
  ) {}

  /** What comes back for a question; `port` is the device's own number, and one higher the number of its untouched line. */
  readonly carry: Carry = ({ bytes, port }) => {
    const isClean = port % 2 === 1
    const target = this.targets[port >> 1]
    const honest = target?.device.answer(target.state, bytes) ?? null
    if (target === undefined || honest === null) return []
    if (isClean) return [honest]
    const isV3 = target.device.secret.kind === 'snmp-user'
    const mutants = (isV3 ? forgedAnswers : damagedAnswers)(honest, this.mutantsPerAnswer, this.random, this.tally)
    const behind = this.random.below(mutants.length + 1)
    return [...mutants.slice(behind), honest, ...mutants.slice(0, behind)]
  }

  /** Finds out over untouched lines what each device says in each state. */
  async prepare(): Promise<void> {
    const targets: (Target & { expected: string[] })[] = this.devices.map((device, index) => ({
      device,
      index,
      expected: [],
      state: 0,
      session: null,
    }))
    this.targets = targets
    for (const target of targets)
      for (target.state = 0; target.state < target.device.states; target.state += 1) {
        const session = await this.open(target, 'untouched')
        const observed = await session?.poll({ deadlineMs: DEADLINE_MS })
        session?.close()
        if (observed?.kind === 'ok') target.expected.push(said(observed.value))
      }
    for (const target of targets) target.state = 0
    // Of the recordings some are of no family that is known here.
    this.readable = targets.filter(({ device, expected }) => expected.length === device.states)
  }
  private readable: readonly Target[] = []

  get names(): readonly string[] {
    return this.readable.map(({ device }) => device.name)
  }

  async run(datagrams: number): Promise<void> {
    const until = this.tally.delivered + datagrams
    while (this.tally.delivered < until && this.tally.wrong.length < 20) await this.poll(this.random.pick(this.readable))
    for (const target of this.readable) {
      target.session?.close()
      target.session = null
    }
  }

  private async poll(target: Target): Promise<void> {
    const { random, tally } = this
    if (random.chance(0.1)) target.state = random.below(target.device.states)
    if (target.session !== null && random.chance(0.02)) {
      target.session.close()
      target.session = null
    }
    target.session ??= await this.open(target, 'damaged')
    const isV3 = target.device.secret.kind === 'snmp-user'
    const result = (await target.session?.poll({ deadlineMs: DEADLINE_MS })) ?? null
    tally.polls += 1
    if (result?.kind === 'ok') {
      const expected = target.expected[target.state]
      if (said(result.value) !== expected)
        tally.wrong.push(`${target.device.name}: ${said(result.value)} instead of ${expected ?? '-'}`)
      return
    }
    tally.failedPolls += 1
    if (!isV3) tally.wrong.push(`${target.device.name}: ${result === null ? 'not found' : `${result.kind}: ${result.message}`}`)
    target.session?.close()
    target.session = null
  }

  private async open({ device, index }: Target, line: 'damaged' | 'untouched'): Promise<UpsSession | null> {
    const number = 2 * index + (line === 'damaged' ? 0 : 1)
    const address = { protocol: 'snmp' as const, host: '127.0.0.1', port: this.portOf(number), family: 'auto' }
    const found = await detectUps({ address, secret: device.secret }, { deadlineMs: DETECT_DEADLINE_MS })
    return found.kind === 'ok' ? found.value.open() : null
  }
}
