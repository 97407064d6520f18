import { hasInput, type Input, inputIsLive, INPUTS } from '../world/passing'
import { passingSystem, type PassingMib } from './passing-mib'
import { below, integer, NOMINAL_HERTZ, NOMINAL_VOLTS, text } from './simulated-mib'

/** PowerNet-MIB, rack transfer switches. */
const ATS = '1.3.6.1.4.1.318.1.1.8'
const PREFERRED = `${ATS}.4.2.0`

const okOrFail = (ok: boolean) => integer(ok ? 2 : 1)
const sourceNumber = (input: Input): number => INPUTS.indexOf(input) + 1

export const atsMib: PassingMib = {
  objects: (world, passing) => {
    const { config, selected, preferred, watts } = passing
    const live = (input: Input): boolean => inputIsLive(world.state, passing, input)
    const supplies = hasInput(world.state, passing)
    const volts = (on: boolean): number => (on ? NOMINAL_VOLTS : 0)
    return [
      ...passingSystem(world, passing, '1.3.6.1.4.1.318.1.3.11'),
      ...below(ATS, [
        ['1.2.0', text('SIM 1.0')],
        ['1.5.0', text(config.model)],
        ['1.6.0', text(`SIM${config.name}`)],
        ['1.7.0', integer(NOMINAL_VOLTS)],
        ['1.8.0', integer(NOMINAL_HERTZ)],
        ['4.1.0', text(config.name)],
        ['4.2.0', integer(sourceNumber(preferred))],
        ['5.1.1.0', integer(2)],
        ['5.1.2.0', integer(sourceNumber(selected))],
        ['5.1.3.0', okOrFail(live('A') && live('B'))],
        ['5.1.4.0', integer(2)],
        ['5.1.10.0', integer(2)],
        ['5.1.12.0', okOrFail(live('A'))],
        ['5.1.13.0', okOrFail(live('B'))],
        ['5.1.14.0', integer(1)],
        ['5.1.15.0', okOrFail(supplies)],
        ['5.3.2.1.4.1', integer(live('A') ? NOMINAL_HERTZ : 0)],
        ['5.3.2.1.4.2', integer(live('B') ? NOMINAL_HERTZ : 0)],
        ['5.3.3.1.3.1.1.1', integer(volts(live('A')))],
        ['5.3.3.1.3.2.1.1', integer(volts(live('B')))],
        ['5.4.2.1.4.1', integer(supplies ? NOMINAL_HERTZ : 0)],
        ['5.4.5.1.4.1', integer((watts / NOMINAL_VOLTS) * 10)],
        ['5.4.5.1.6.1', integer(volts(supplies))],
        ['5.4.5.1.15.1', integer(watts)],
      ]),
    ]
  },
  set: (_world, passing, oid, value) => {
    if (oid !== PREFERRED) return 'not-writable'
    const input = typeof value === 'number' ? INPUTS[value - 1] : undefined
    if (input === undefined) return 'wrong-value'
    passing.preferred = input
    return 'done'
  },
}
