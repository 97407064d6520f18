import type { UpsCommand, UpsCommandKind } from '../../../domain/ups-command'

/** One command of NUT's, with a variable that has to be set before it, and what its variables show when it was taken. */
export interface NutPlan {
  readonly command: string
  readonly argument: string | null
  readonly first: { readonly variable: string; readonly value: string } | null
  /** Null: they do not tell (yet). */
  confirms(variables: ReadonlyMap<string, string>): boolean | null
}
type Answer = NutPlan | { readonly impossible: string }

const numberOf = (variables: ReadonlyMap<string, string>, name: string): number | null => {
  const text = variables.get(name)
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

const statusHas = (variables: ReadonlyMap<string, string>, word: string): boolean | null => {
  const status = variables.get('ups.status')
  return status === undefined ? null : status.split(/\s+/).includes(word)
}

const mayTell = (so: boolean | null): true | null => (so === true ? true : null)

const isCountingDown = (variables: ReadonlyMap<string, string>): boolean | null => {
  const left = numberOf(variables, 'ups.timer.shutdown')
  return mayTell(statusHas(variables, 'OFF')) ?? (left === null || left <= 0 ? null : true)
}

const isTesting = (variables: ReadonlyMap<string, string>): true | null =>
  /progress/i.test(variables.get('ups.test.result') ?? '') || mayTell(statusHas(variables, 'TEST')) === true ? true : null

const isStopped = (variables: ReadonlyMap<string, string>): boolean | null => {
  const left = numberOf(variables, 'ups.timer.shutdown')
  return left === null || left === 0 ? null : left < 0
}

const outletIs =
  (outletId: string, wanted: 'on' | 'off') =>
  (variables: ReadonlyMap<string, string>): boolean | null => {
    const told = variables.get(`outlet.${outletId}.status`)
    return told === undefined ? null : told === wanted
  }

const plan = (
  command: string,
  confirms: NutPlan['confirms'],
  more: Partial<Pick<NutPlan, 'argument' | 'first'>> = {},
): NutPlan => ({ command, argument: null, first: null, confirms, ...more })

/** The first that this UPS's driver offers. */
const offered = (offers: ReadonlySet<string>, names: readonly string[]): string | null =>
  names.find((name) => offers.has(name)) ?? null

const switched = (
  offers: ReadonlySet<string>,
  now: readonly string[],
  delayed: string,
  delaySeconds: number,
  confirms: NutPlan['confirms'],
): Answer | null => {
  if (delaySeconds > 0 && offers.has(delayed)) return plan(delayed, confirms, { argument: String(delaySeconds) })
  const atOnce = offered(offers, now)
  if (atOnce === null) return null
  return delaySeconds === 0
    ? plan(atOnce, confirms)
    : { impossible: `NUT's driver for this UPS offers ${atOnce}, which is at once: there is no delay.` }
}

/** By a command that counts down from ups.delay.shutdown, which is set first where it is another one. */
const countedDown = (command: string, delaySeconds: number): NutPlan =>
  plan(command, isCountingDown, { first: { variable: 'ups.delay.shutdown', value: String(delaySeconds) } })

/** What NUT's command names (nut-names) make of a command; null: this UPS's driver has no way for it. */
export const planNutCommand = (offers: ReadonlySet<string>, command: UpsCommand): Answer | null => {
  switch (command.kind) {
    case 'self-test': {
      const name = offered(offers, ['test.battery.start.quick', 'test.battery.start'])
      return name === null ? null : plan(name, isTesting)
    }
    case 'abort-test':
      return offers.has('test.battery.stop')
        ? plan('test.battery.stop', (variables) => (isTesting(variables) === true ? false : null))
        : null
    case 'output-off':
      if (command.restart === 'with-mains')
        return offers.has('shutdown.return') ? countedDown('shutdown.return', command.delaySeconds) : null
      if (offers.has('shutdown.stayoff')) return countedDown('shutdown.stayoff', command.delaySeconds)
      return switched(offers, ['load.off'], 'load.off.delay', command.delaySeconds, isCountingDown)
    case 'cancel-off':
      return offers.has('shutdown.stop') ? plan('shutdown.stop', isStopped) : null
    case 'output-on':
      return switched(offers, ['load.on'], 'load.on.delay', command.delaySeconds, (variables) => {
        const off = statusHas(variables, 'OFF')
        return off === null ? null : !off
      })
    case 'output-cycle':
      if (!offers.has('shutdown.reboot')) return null
      return command.delaySeconds === 0
        ? plan('shutdown.reboot', isCountingDown)
        : { impossible: "NUT's shutdown.reboot has no delay: order it at once." }
    case 'outlet-off': {
      const name = `outlet.${command.outletId}.load.off`
      return switched(offers, [name], `${name}.delay`, command.delaySeconds, outletIs(command.outletId, 'off'))
    }
    case 'outlet-on': {
      const name = `outlet.${command.outletId}.load.on`
      return switched(offers, [name], `${name}.delay`, command.delaySeconds, outletIs(command.outletId, 'on'))
    }
    case 'outlet-cycle': {
      const name = `outlet.${command.outletId}.load.cycle`
      return switched(offers, [name], `${name}.delay`, command.delaySeconds, () => null)
    }
  }
}

const ofOutlets = (offers: ReadonlySet<string>, ending: string): boolean =>
  [...offers].some((name) => /^outlet\.\d+\./.test(name) && name.endsWith(ending))

/** The kinds for which the driver offers anything. */
export const nutKinds = (offers: ReadonlySet<string>): readonly UpsCommandKind[] => {
  const asked: readonly UpsCommand[] = [
    { kind: 'self-test' },
    { kind: 'abort-test' },
    { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' },
    { kind: 'output-off', delaySeconds: 0, restart: 'with-mains' },
    { kind: 'cancel-off' },
    { kind: 'output-on', delaySeconds: 0 },
    { kind: 'output-cycle', delaySeconds: 0, offSeconds: 30 },
  ]
  const whole = asked.filter((command) => planNutCommand(offers, command) !== null).map(({ kind }) => kind)
  const outlets = (
    [
      ['outlet-off', '.load.off'],
      ['outlet-on', '.load.on'],
      ['outlet-cycle', '.load.cycle'],
    ] as const
  )
    .filter(([, ending]) => ofOutlets(offers, ending))
    .map(([kind]) => kind)
  return [...new Set([...whole, ...outlets])]
}
