import { hasInput } from '../world/passing'
import type { SnmpValue } from './object-table'
import { passingSystem, type PassingMib } from './passing-mib'
import { below, gauge, integer, NOMINAL_VOLTS, text } from './simulated-mib'

/** PowerNet-MIB, the second generation of rack PDUs; one phase. */
const RPDU2 = '1.3.6.1.4.1.318.1.1.26'
const OUTLET_COMMAND = `${RPDU2}.9.2.4.1.5.`
const NORMAL_LOAD = 2

const outletRows = (outletsOn: readonly boolean[]): [string, SnmpValue][] =>
  outletsOn.flatMap((on, index): [string, SnmpValue][] => {
    const row = index + 1
    return [
      [`9.2.3.1.1.${row}`, integer(row)],
      [`9.2.3.1.3.${row}`, text(`Outlet ${row}`)],
      [`9.2.3.1.4.${row}`, integer(row)],
      [`9.2.3.1.5.${row}`, integer(on ? 2 : 1)],
    ]
  })

export const rackPduMib: PassingMib = {
  objects: (world, passing) => {
    const { config, watts, outletsOn } = passing
    const volts = hasInput(world.state, passing) ? NOMINAL_VOLTS : 0
    return [
      ...passingSystem(world, passing, '1.3.6.1.4.1.318.1.3.4.6'),
      ...below(RPDU2, [
        ['2.1.3.1', text(config.name)],
        ['2.1.6.1', text('SIM 1.0')],
        ['2.1.8.1', text(config.model)],
        ['2.1.9.1', text(`SIM${config.name}`)],
        ['4.2.1.7.1', integer(1)],
        ['4.3.1.4.1', integer(NORMAL_LOAD)],
        ['4.3.1.5.1', integer(watts / 10)], // hundredths of a kilowatt
        ['4.3.1.13.1', integer(1)],
        ['4.3.1.14.1', integer(1)],
        ['6.3.1.5.1', gauge((watts / NOMINAL_VOLTS) * 10)],
        ['6.3.1.6.1', gauge(volts)],
        ['6.3.1.7.1', gauge(watts / 10)],
        ['6.3.1.8.1', gauge(watts / 10)],
        ...outletRows(outletsOn),
      ]),
    ]
  },
  /** Outlets at once: 1 on, 2 off, 3 off and on. Delayed commands are not simulated. */
  set: (world, { config }, oid, value) => {
    if (!oid.startsWith(OUTLET_COMMAND)) return 'not-writable'
    const outlet = Number(oid.slice(OUTLET_COMMAND.length))
    if (!Number.isInteger(outlet) || outlet < 1 || outlet > config.outlets) return 'not-writable'
    if (value !== 1 && value !== 2 && value !== 3) return 'wrong-value'
    if (value !== 1) world.setOutlet(config.name, outlet, false)
    if (value !== 2) world.setOutlet(config.name, outlet, true)
    return 'done'
  },
}
