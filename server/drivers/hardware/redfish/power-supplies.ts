import type { PowerSupply } from '../../../domain/inventory'
import { isAbsent } from './sensors'
import type { OldSupply, Status, Supply } from './wire'

const RUNNING: ReadonlySet<string> = new Set(['Enabled', 'StandbySpare', 'StandbyOffline'])

/** Without a word for the input: well in every respect says that power comes in, anything else says nothing of it. */
const byStatus = (status: Status | null): PowerSupply['input'] =>
  status?.Health === 'OK' && RUNNING.has(status.State ?? '') ? 'ok' : 'unknown'

/** Less than the 48 V of telephone plants is no input voltage that a server is made for. */
const LEAST_INPUT_VOLTS = 36

/** No volts at all is no input, volts that a server runs on are input; in between it is left to the supply's own word. */
const byVoltage = (volts: number | null, otherwise: PowerSupply['input']): PowerSupply['input'] =>
  volts === 0 ? 'lost' : volts !== null && volts >= LEAST_INPUT_VOLTS ? 'ok' : otherwise

/** `LineInputStatus` (DSP0268, PowerSupply). Out of range is neither there nor gone; so is a word that is not in it. */
const inputOf = ({ LineInputStatus: word, Status: status }: Supply, volts: number | null): PowerSupply['input'] => {
  switch (word) {
    case 'Normal':
      return 'ok'
    case 'LossOfInput':
      return 'lost'
    case null:
      return byVoltage(volts, byStatus(status))
    default:
      return 'unknown'
  }
}

/** Of the newer PowerSubsystem. */
export const newSupply = (
  supply: Supply,
  metrics: { readonly volts: number | null; readonly watts: number | null },
): readonly PowerSupply[] =>
  isAbsent(supply.Status)
    ? []
    : [
        {
          name: supply.Name ?? supply.Id ?? 'Power supply',
          input: inputOf(supply, metrics.volts),
          inputWatts: metrics.watts,
        },
      ]

/** Of the older Power resource. */
export const oldSupply = (supply: OldSupply, at: number): readonly PowerSupply[] =>
  isAbsent(supply.Status)
    ? []
    : [
        {
          name: supply.Name ?? `Power supply ${at + 1}`,
          input: byVoltage(supply.LineInputVoltage, byStatus(supply.Status)),
          inputWatts: supply.PowerInputWatts,
        },
      ]

/** Names tell power supplies apart: those that share one are numbered. */
export const numbered = (supplies: readonly PowerSupply[]): readonly PowerSupply[] => {
  const names = supplies.map(({ name }) => name)
  return supplies.map((supply, at) =>
    names.indexOf(supply.name) === at && names.lastIndexOf(supply.name) === at
      ? supply
      : { ...supply, name: `${supply.name} ${names.slice(0, at + 1).filter((name) => name === supply.name).length}` },
  )
}
